-- Where each resident lives and lived, so that whom an office reaches is read from a row or two of each resident
-- instead of all of them. No parameters.
SET LOCAL ROLE zairyu_app;

-- The place (see lists.duty) of a resident from valid_from through valid_to; before begun_on nothing had happened yet.
-- `opened_by` and `opened_at` are the office and the instant of the opening; `changed_at`, the same in all rows of a
-- resident, is when the newest of them became known: as known since then, they say what they say now.
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
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (shard, resident_id, number)
);
CREATE INDEX dwelling_left ON lists.dwelling (shard, place, valid_to, resident_id)
    INCLUDE (valid_from) WHERE known_to = 'infinity';
CREATE INDEX dwelling_since ON lists.dwelling (shard, place, valid_from, resident_id)
    INCLUDE (valid_to, begun_on, opened_at, changed_at) WHERE known_to = 'infinity';
CREATE INDEX dwelling_opened ON lists.dwelling (shard, opened_by, valid_from, resident_id)
    INCLUDE (valid_to, begun_on, place, opened_at, changed_at) WHERE known_to = 'infinity';

-- Until rows are rebuilt, whatever standings say: lists within an office lack nobody meanwhile.
INSERT INTO lists.dwelling (
    shard, resident_id, number, known_from, known_to, valid_from, valid_to, begun_on, place, opened_by, opened_at, changed_at
)
SELECT s.shard, s.resident_id, s.number, s.known_from, s.known_to, s.valid_from, s.valid_to, '-infinity', s.place, r.opened_by,
    '-infinity', 'infinity'
FROM lists.standing AS s
JOIN lists.resident AS r ON r.shard = s.shard AND r.resident_id = s.resident_id;

-- What residents owe, as now known and as known before, but for what they have settled: of one of them an index alone tells it.
CREATE INDEX duty_owed_by_resident ON lists.duty (shard, resident_id, due_on, number)
    INCLUDE (valid_from, valid_to, opens_on, known_from, known_to, settled, rule, place)
    WHERE settled IS NULL OR settled = 'overdue';

-- The residents that a caller reaches although the place where they are on a day, as known at a moment, is not the
-- caller's: those who live in the caller's municipalities today, or did until lately, or have no address and were
-- opened there; with `ever`, those who ever lived or were opened there. `asked_known` infinity: as now known.
-- `owing`: without those about whom nothing had happened by that day, who owe nothing then. Some of those returned may
-- be at a place of the caller's on that day all the same: whoever asks looks at the place of each row.
-- The function without this parameter stays: servers of the version before go on with it until they end.
CREATE FUNCTION projection.reached(
    in_shard int, prefixes text[], office text, today date, lately date, ever boolean, asked_on date,
    asked_known timestamptz, owing boolean
) RETURNS SETOF uuid LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    WITH RECURSIVE own (first, past) AS (
        SELECT prefix, prefix || '~' FROM unnest(prefixes) AS prefix
    ), opener (first, past) AS (
        SELECT own.first, own.past FROM own
        UNION ALL
        SELECT office, office || '!'
    ), here (since, until) AS (
        SELECT CASE WHEN ever THEN 'infinity' ELSE today END, CASE WHEN ever THEN '-infinity' ELSE lately END
    ), place (first, past, place) AS (
        SELECT own.first, own.past, (
            SELECT min(d.place) FROM lists.dwelling AS d
            WHERE d.shard = in_shard AND d.known_to = 'infinity' AND d.place >= own.first AND d.place < own.past)
        FROM own
        UNION ALL
        SELECT p.first, p.past, (
            SELECT min(d.place) FROM lists.dwelling AS d
            WHERE d.shard = in_shard AND d.known_to = 'infinity' AND d.place > p.place AND d.place < p.past)
        FROM place AS p
        WHERE p.place IS NOT NULL
    )
    -- Each place by itself (OFFSET 0): a join of all of them at once would read everybody's dwellings.
    -- Those who had left before the day asked about.
    SELECT d.resident_id
    FROM here, place AS p, LATERAL (
        SELECT d.resident_id
        FROM lists.dwelling AS d
        WHERE d.shard = in_shard AND d.place = p.place AND d.known_to = 'infinity'
            AND d.valid_from <= here.since AND d.valid_to >= here.until AND d.valid_to < asked_on
        OFFSET 0) AS d
    UNION
    -- Those who came after it.
    SELECT d.resident_id
    FROM here, place AS p, LATERAL (
        SELECT d.resident_id
        FROM lists.dwelling AS d
        WHERE d.shard = in_shard AND d.place = p.place AND d.known_to = 'infinity'
            AND d.valid_from <= here.since AND d.valid_to >= here.until AND d.valid_from > asked_on
            AND (NOT owing OR d.begun_on <= asked_on)
        OFFSET 0) AS d
    UNION
    -- Those who have no address today.
    SELECT d.resident_id
    FROM opener AS o, LATERAL (
        SELECT d.resident_id
        FROM lists.dwelling AS d
        WHERE d.shard = in_shard AND d.place >= '~' || o.first AND d.place < '~' || o.past
            AND d.known_to = 'infinity' AND d.valid_from <= today AND d.valid_to >= today
        OFFSET 0) AS d
    UNION
    -- Those who were opened there and are elsewhere on that day.
    SELECT d.resident_id
    FROM opener AS o, LATERAL (
        SELECT d.resident_id
        FROM lists.dwelling AS d
        WHERE d.shard = in_shard AND d.opened_by >= o.first AND d.opened_by < o.past AND d.known_to = 'infinity' AND ever
            AND d.valid_from <= asked_on AND d.valid_to >= asked_on AND (NOT owing OR d.begun_on <= asked_on)
            AND NOT EXISTS (SELECT FROM own WHERE starts_with(d.place, own.first))
        OFFSET 0) AS d
    UNION
    -- Those of whom the office knew otherwise at that moment: that day may have looked otherwise.
    SELECT d.resident_id
    FROM here, place AS p, LATERAL (
        SELECT d.resident_id
        FROM lists.dwelling AS d
        WHERE d.shard = in_shard AND d.place = p.place AND d.known_to = 'infinity'
            AND d.valid_from <= here.since AND d.valid_to >= here.until
            AND asked_known < 'infinity' AND d.changed_at > asked_known AND d.opened_at <= asked_known
        OFFSET 0) AS d
    UNION
    SELECT d.resident_id
    FROM opener AS o, LATERAL (
        SELECT d.resident_id
        FROM lists.dwelling AS d
        WHERE d.shard = in_shard AND d.opened_by >= o.first AND d.opened_by < o.past AND d.known_to = 'infinity' AND ever
            AND asked_known < 'infinity' AND d.changed_at > asked_known AND d.opened_at <= asked_known
        OFFSET 0) AS d
$$;
