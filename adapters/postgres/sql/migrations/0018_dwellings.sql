-- Where each resident lives and lived, so that whom an office reaches is read from a row or two of each resident
-- instead of all of them. No parameters.
SET LOCAL ROLE zairyu_app;

-- The place (see lists.duty) of a resident from from_on through to_on; before begun_on nothing had happened yet.
-- `opened_by` is the office of the opening.
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
    opened_by text COLLATE "C" NOT NULL,
    PRIMARY KEY (shard, resident_id, number) INCLUDE (known_from, known_to, from_on, to_on, begun_on, place)
);
CREATE INDEX dwelling_left ON lists.dwelling (shard, place, to_on, resident_id)
    INCLUDE (from_on) WHERE known_to = 'infinity';
CREATE INDEX dwelling_since ON lists.dwelling (shard, place, from_on, resident_id)
    INCLUDE (to_on, begun_on) WHERE known_to = 'infinity';
CREATE INDEX dwelling_opened ON lists.dwelling (shard, opened_by, from_on, resident_id)
    INCLUDE (to_on, begun_on, place) WHERE known_to = 'infinity';

-- Until rows are rebuilt, whatever standings say: lists within an office lack nobody meanwhile.
INSERT INTO lists.dwelling (
    shard, resident_id, number, known_from, known_to, from_on, to_on, begun_on, place, opened_by
)
SELECT s.shard, s.resident_id, s.number, s.known_from, s.known_to, s.from_on, s.to_on, '-infinity', s.place, r.opened_by
FROM lists.standing AS s
JOIN lists.resident AS r ON r.shard = s.shard AND r.resident_id = s.resident_id;

-- What residents owe that is not settled, as now known: of one of them an index alone tells it.
CREATE INDEX duty_owed_by_resident ON lists.duty (shard, resident_id, due_on, number)
    INCLUDE (from_on, to_on, opens_on, known_from, settled, rule, place)
    WHERE known_to = 'infinity' AND (settled IS NULL OR settled = 'overdue');

-- The residents that a caller reaches although the place where they are on a day, as known at a moment, is not the
-- caller's: those who live in the caller's municipalities today, or did until lately, or have no address and were
-- opened there; with `ever`, those who ever lived or were opened there. `asked_known` infinity: as now known. Some of
-- them may be at a place of the caller's on that day all the same: whoever asks looks at the place of each row.
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
    ), opener (first, past) AS (
        SELECT own.first, own.past FROM own
        UNION ALL
        SELECT office, office || '!'
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
        -- as now known: those who had left before the day asked about, and those who came after it. Each place by
        -- itself (OFFSET 0): a join of all places at once would read everybody's dwellings
        SELECT d.resident_id
        FROM place AS p
        CROSS JOIN LATERAL (
            SELECT d.resident_id
            FROM lists.dwelling AS d
            WHERE d.shard = in_shard AND d.place = p.place AND asked_known = 'infinity' AND d.known_to = 'infinity'
                AND d.from_on <= CASE WHEN ever THEN 'infinity' ELSE today END
                AND d.to_on >= CASE WHEN ever THEN '-infinity' ELSE lately END AND d.to_on < asked_on
            OFFSET 0
        ) AS d
        UNION
        SELECT d.resident_id
        FROM place AS p
        CROSS JOIN LATERAL (
            SELECT d.resident_id
            FROM lists.dwelling AS d
            WHERE d.shard = in_shard AND d.place = p.place AND asked_known = 'infinity' AND d.known_to = 'infinity'
                AND d.from_on <= CASE WHEN ever THEN 'infinity' ELSE today END
                AND d.to_on >= CASE WHEN ever THEN '-infinity' ELSE lately END AND d.from_on > asked_on
                AND (NOT owing OR d.begun_on <= asked_on)
            OFFSET 0
        ) AS d
        UNION
        -- as known earlier: the day may have looked otherwise, so everybody who is reached today
        SELECT d.resident_id
        FROM place AS p
        CROSS JOIN LATERAL (
            SELECT d.resident_id
            FROM lists.dwelling AS d
            WHERE d.shard = in_shard AND d.place = p.place AND asked_known < 'infinity' AND d.known_to = 'infinity'
                AND d.from_on <= CASE WHEN ever THEN 'infinity' ELSE today END
                AND d.to_on >= CASE WHEN ever THEN '-infinity' ELSE lately END
            OFFSET 0
        ) AS d
        UNION
        SELECT d.resident_id
        FROM opened AS o
        CROSS JOIN LATERAL (
            SELECT d.resident_id
            FROM lists.dwelling AS d
            WHERE d.shard = in_shard AND d.place >= o.first AND d.place < o.past
                AND d.known_to = 'infinity' AND d.from_on <= today AND d.to_on >= today
            OFFSET 0
        ) AS d
        UNION
        SELECT d.resident_id
        FROM opener AS o
        CROSS JOIN LATERAL (
            SELECT d.resident_id
            FROM lists.dwelling AS d
            WHERE d.shard = in_shard AND d.opened_by >= o.first AND d.opened_by < o.past
                AND ever AND asked_known = 'infinity' AND d.known_to = 'infinity'
                AND d.from_on <= asked_on AND d.to_on >= asked_on AND (NOT owing OR d.begun_on <= asked_on)
            OFFSET 0
        ) AS d
        UNION
        SELECT r.resident_id
        FROM opener AS o
        CROSS JOIN LATERAL (
            SELECT r.resident_id
            FROM lists.resident AS r
            WHERE r.shard = in_shard AND r.opened_by >= o.first AND r.opened_by < o.past
                AND ever AND asked_known < 'infinity'
            OFFSET 0
        ) AS r
    )
    SELECT who.resident_id
    FROM who
    WHERE asked_known = 'infinity' OR EXISTS (
        SELECT FROM lists.dwelling AS d
        WHERE d.shard = in_shard AND d.resident_id = who.resident_id AND d.from_on <= asked_on AND d.to_on >= asked_on
            AND d.known_from <= asked_known AND (d.known_to > asked_known OR d.known_to = 'infinity')
            AND (NOT owing OR d.begun_on <= asked_on)
            AND NOT EXISTS (SELECT FROM own WHERE starts_with(d.place, own.first))
        OFFSET 0)
$$;
