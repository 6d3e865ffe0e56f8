-- Where each resident lives and lived, so that whom an office reaches is read from a row or two of each resident
-- instead of all of them. No parameters.
SET LOCAL ROLE zairyu_app;

-- The place (see lists.duty) of a resident from from_on through to_on; before begun_on nothing had happened yet.
CREATE TABLE lists.dwelling (
    shard int NOT NULL,
    resident_id uuid NOT NULL,
    number int NOT NULL,
    known_from timestamptz NOT NULL,
    known_to timestamptz NOT NULL,
    from_on date NOT NULL,
    to_on date NOT NULL,
    begun_on date NOT NULL,
    place text COLLATE "C" NOT NULL,
    PRIMARY KEY (shard, resident_id, number) INCLUDE (known_from, known_to, from_on, to_on, begun_on, place)
);
CREATE INDEX dwelling_left ON lists.dwelling (shard, place, to_on, resident_id)
    INCLUDE (from_on) WHERE known_to = 'infinity';
CREATE INDEX dwelling_since ON lists.dwelling (shard, place, from_on, resident_id)
    INCLUDE (to_on, begun_on) WHERE known_to = 'infinity';

-- Until rows are rebuilt, whatever standings say: lists within an office lack nobody meanwhile.
INSERT INTO lists.dwelling (shard, resident_id, number, known_from, known_to, from_on, to_on, begun_on, place)
SELECT shard, resident_id, number, known_from, known_to, from_on, to_on, '-infinity', place FROM lists.standing;

-- The residents that a caller reaches although the place where they are on a day, as known at a moment, is not the
-- caller's: those who live in the caller's municipalities today, or did until lately, or have no address and were
-- opened there; with `ever`, those who ever lived or were opened there. `asked_known` infinity: as now known.
-- `owing`: without those about whom nothing had happened by that day, who owe nothing then.
-- The function without this parameter stays: servers of the version before go on with it until they end.
CREATE FUNCTION projection.reached(
    in_shard int, prefixes text[], office text, today date, lately date, ever boolean, asked_on date,
    asked_known timestamptz, owing boolean
) RETURNS SETOF uuid LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    WITH RECURSIVE own (first, past) AS (
        SELECT prefix, prefix || '~' FROM unnest(prefixes) AS prefix
    ), opened (first, past) AS (
        SELECT '~' || first, '~' || past FROM own
        UNION ALL
        SELECT '~' || office, '~' || office || '!'
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
    ), who (resident_id) AS (
        -- as now known: those who had left before the day asked about, and those who came after it
        SELECT d.resident_id
        FROM place AS p
        JOIN lists.dwelling AS d ON d.shard = in_shard AND d.place = p.place
        WHERE asked_known = 'infinity' AND d.known_to = 'infinity'
            AND d.from_on <= CASE WHEN ever THEN 'infinity' ELSE today END
            AND d.to_on >= CASE WHEN ever THEN '-infinity' ELSE lately END AND d.to_on < asked_on
        UNION
        SELECT d.resident_id
        FROM place AS p
        JOIN lists.dwelling AS d ON d.shard = in_shard AND d.place = p.place
        WHERE asked_known = 'infinity' AND d.known_to = 'infinity'
            AND d.from_on <= CASE WHEN ever THEN 'infinity' ELSE today END
            AND d.to_on >= CASE WHEN ever THEN '-infinity' ELSE lately END AND d.from_on > asked_on
            AND (NOT owing OR d.begun_on <= asked_on)
        UNION
        -- as known earlier: the day may have looked otherwise, so everybody who is reached today
        SELECT d.resident_id
        FROM place AS p
        JOIN lists.dwelling AS d ON d.shard = in_shard AND d.place = p.place
        WHERE asked_known < 'infinity' AND d.known_to = 'infinity'
            AND d.from_on <= CASE WHEN ever THEN 'infinity' ELSE today END
            AND d.to_on >= CASE WHEN ever THEN '-infinity' ELSE lately END
        UNION
        SELECT d.resident_id
        FROM opened AS o
        JOIN lists.dwelling AS d ON d.shard = in_shard AND d.place >= o.first AND d.place < o.past
        WHERE d.known_to = 'infinity' AND d.from_on <= today AND d.to_on >= today
        UNION
        SELECT r.resident_id
        FROM (SELECT own.first, own.past FROM own UNION ALL SELECT office, office || '!') AS o
        JOIN lists.resident AS r ON r.shard = in_shard AND r.opened_by >= o.first AND r.opened_by < o.past
        WHERE ever
    )
    SELECT who.resident_id
    FROM who
    WHERE EXISTS (
        SELECT FROM lists.dwelling AS d
        WHERE d.shard = in_shard AND d.resident_id = who.resident_id AND d.from_on <= asked_on AND d.to_on >= asked_on
            AND d.known_from <= asked_known AND (d.known_to > asked_known OR d.known_to = 'infinity')
            AND (NOT owing OR d.begun_on <= asked_on)
            AND NOT EXISTS (SELECT FROM own WHERE starts_with(d.place, own.first))
        OFFSET 0)
$$;
