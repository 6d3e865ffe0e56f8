-- Where each resident lives and lived, so that whom an office reaches is read from a row or two of each resident. The place
-- (see lists.duty) from valid_from through valid_to; before begun_on nothing had happened yet. `opened_by` and `opened_at`
-- are the office and the instant of the opening. Only what is still known is kept.
-- An index alone tells what it holds only of pages that were looked over since they changed.
CREATE TABLE lists.dwelling (
    shard int NOT NULL,
    resident_id uuid NOT NULL,
    number int NOT NULL,
    known_from timestamptz NOT NULL,
    known_to timestamptz NOT NULL,
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    begun_on date NOT NULL,
    place text COLLATE "C" NOT NULL,
    opened_by text COLLATE "C" NOT NULL,
    opened_at timestamptz NOT NULL,
    PRIMARY KEY (shard, resident_id, number)
) WITH (autovacuum_vacuum_scale_factor = 0.005, autovacuum_vacuum_insert_scale_factor = 0.005);
CREATE INDEX dwelling_left ON lists.dwelling (shard, place, valid_to, resident_id)
    INCLUDE (valid_from) WHERE known_to = 'infinity';

-- For a moment in the past: whose dwelling here has become known since.
CREATE INDEX dwelling_here_since ON lists.dwelling (shard, place, valid_from, resident_id)
    INCLUDE (valid_to, begun_on, opened_at, known_from) WHERE known_to = 'infinity';

-- Who is reached because an office opened them: those who are elsewhere.
CREATE INDEX dwelling_opened_elsewhere ON lists.dwelling (shard, opened_by, valid_from, resident_id)
    INCLUDE (valid_to, begun_on, place, opened_at, known_from) WHERE known_to = 'infinity' AND place <> opened_by;
