-- What is shown of a resident from valid_from through valid_to, as known from known_from until before known_to; `place` and
-- `infinity` as in lists.duty.
CREATE TABLE lists.standing (
    shard int NOT NULL,
    resident_id uuid NOT NULL,
    number int NOT NULL,
    known_from timestamptz NOT NULL,
    known_to timestamptz NOT NULL,
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    place text COLLATE "C" NOT NULL,
    municipality_code text COLLATE "C",
    status text COLLATE "C",
    stay text COLLATE "C" NOT NULL,
    name text NOT NULL,
    date_of_birth text COLLATE "C" NOT NULL,
    nationality text NOT NULL,
    card_number text,
    PRIMARY KEY (shard, resident_id, number)
) WITH (fillfactor = 90);

-- Without days and moments the entries of one resident are kept as one; they are read from the rows, which lie side by side.
-- No index holds known_to, so that a row is closed within its page, if that has room.
CREATE INDEX standing_by_place ON lists.standing (shard, place, resident_id);
CREATE INDEX standing_by_stay ON lists.standing (shard, stay, resident_id);
CREATE INDEX standing_by_status ON lists.standing (shard, status, resident_id);
