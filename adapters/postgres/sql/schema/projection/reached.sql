-- The residents whom a caller reaches although the place where they are on a day, as known at a moment, may not be the
-- caller's: where to look for them, and projection.reaches says who they are. `asked_known` infinity: as now known.
-- `owing`: without those about whom nothing had happened by that day, who owe nothing then. Some may be named twice, and
-- some be at a place of the caller's on that day all the same. No more than `at_most` are looked for; null: all.
CREATE FUNCTION projection.reached(
    in_shard int, prefixes text[], office text, today date, lately date, ever boolean, asked_on date,
    asked_known timestamptz, owing boolean, at_most int
) RETURNS SETOF uuid LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
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
    SELECT d.resident_id
    FROM (
        -- Those who had left before the day asked about.
        SELECT d.*
        FROM here, place AS p, LATERAL (
            SELECT d.resident_id, d.place, NULL::text AS opened_by, d.valid_from, d.valid_to
            FROM lists.dwelling AS d
            WHERE d.shard = in_shard AND d.place = p.place AND d.known_to = 'infinity'
                AND d.valid_from <= here.since AND d.valid_to >= here.until
                AND d.valid_to < asked_on
            OFFSET 0) AS d
        UNION ALL
        -- Those who came after it.
        SELECT d.*
        FROM here, place AS p, LATERAL (
            SELECT d.resident_id, d.place, NULL::text AS opened_by, d.valid_from, d.valid_to
            FROM lists.dwelling AS d
            WHERE d.shard = in_shard AND d.place = p.place AND d.known_to = 'infinity'
                AND d.valid_from <= here.since AND d.valid_to >= here.until
                AND d.valid_from > asked_on AND (NOT owing OR d.begun_on <= asked_on)
            OFFSET 0) AS d
        UNION ALL
        -- Those who have no address today.
        SELECT d.*
        FROM opener AS o, LATERAL (
            SELECT d.resident_id, d.place, d.opened_by, d.valid_from, d.valid_to
            FROM lists.dwelling AS d
            WHERE d.shard = in_shard AND d.known_to = 'infinity'
                AND d.place >= '~' || o.first AND d.place < '~' || o.past AND d.valid_from <= today AND d.valid_to >= today
            OFFSET 0) AS d
        UNION ALL
        -- Those who were opened there and are elsewhere on that day (who is where they were opened has been found above).
        SELECT d.*
        FROM opener AS o, LATERAL (
            SELECT d.resident_id, d.place, d.opened_by, d.valid_from, d.valid_to
            FROM lists.dwelling AS d
            WHERE d.shard = in_shard AND d.known_to = 'infinity'
                AND d.opened_by >= o.first AND d.opened_by < o.past AND d.place <> d.opened_by AND ever
                AND d.valid_from <= asked_on AND d.valid_to >= asked_on AND (NOT owing OR d.begun_on <= asked_on)
            OFFSET 0) AS d
        UNION ALL
        -- Those of whom the office knew otherwise at that moment: what has not become known since was so then too.
        SELECT d.*
        FROM here, place AS p, LATERAL (
            SELECT d.resident_id, d.place, NULL::text AS opened_by, d.valid_from, d.valid_to
            FROM lists.dwelling AS d
            WHERE d.shard = in_shard AND d.place = p.place AND d.known_to = 'infinity'
                AND d.valid_from <= here.since AND d.valid_to >= here.until
                AND asked_known < 'infinity' AND d.known_from > asked_known AND d.opened_at <= asked_known
            OFFSET 0) AS d
        UNION ALL
        -- And of those opened there.
        SELECT d.*
        FROM opener AS o, LATERAL (
            SELECT d.resident_id, d.place, d.opened_by, d.valid_from, d.valid_to
            FROM lists.dwelling AS d
            WHERE d.shard = in_shard AND d.known_to = 'infinity'
                AND d.opened_by >= o.first AND d.opened_by < o.past AND d.place <> d.opened_by AND ever
                AND asked_known < 'infinity' AND d.known_from > asked_known AND d.opened_at <= asked_known
            OFFSET 0) AS d
    ) AS d
    WHERE projection.reaches(d.place, d.opened_by, d.valid_from, d.valid_to, prefixes, office, today, lately, ever)
    LIMIT at_most;
END
$$;
