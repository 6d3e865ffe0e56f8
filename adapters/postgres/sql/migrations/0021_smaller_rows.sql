-- Fewer and smaller indexes, so that rows are quicker to write and more of them stay in memory. No parameters.
-- What is new comes first, and what keeps readers out last, so that lists are read while indexes are made.
SET LOCAL ROLE zairyu_app;

-- All that a resident owes and owed is read from the index of the primary key alone, and what is owed as now known,
-- which most questions are about, from a much smaller one.
CREATE UNIQUE INDEX duty_of_resident ON lists.duty (shard, resident_id, number)
    INCLUDE (known_from, known_to, valid_from, valid_to, opens_on, due_on, settled, rule, place);
CREATE INDEX duty_owed_now ON lists.duty (shard, resident_id, due_on, number)
    INCLUDE (valid_from, valid_to, opens_on, known_from, settled, rule, place)
    WHERE known_to = 'infinity' AND (settled IS NULL OR settled = 'overdue');

-- Without days and moments the entries of one resident are kept as one; they are read from the rows, which lie side by side.
-- No index holds known_to, so that a row is closed within its page, if that has room.
CREATE INDEX standing_by_place ON lists.standing (shard, place, resident_id);
CREATE INDEX standing_by_stay ON lists.standing (shard, stay, resident_id);
CREATE INDEX standing_by_status ON lists.standing (shard, status, resident_id);

-- Only dwellings as now known are looked up: those no longer known are not kept. For a moment in the past, whose dwelling
-- here has become known since.
DELETE FROM lists.dwelling WHERE known_to < 'infinity';
CREATE INDEX dwelling_here_since ON lists.dwelling (shard, place, valid_from, resident_id)
    INCLUDE (valid_to, begun_on, opened_at, known_from) WHERE known_to = 'infinity';
CREATE INDEX dwelling_opened_by ON lists.dwelling (shard, opened_by, valid_from, resident_id)
    INCLUDE (valid_to, begun_on, place, opened_at, known_from) WHERE known_to = 'infinity';

-- A rebuild makes two indexes at a time already.
ALTER FUNCTION projection.index_next(text) SET max_parallel_maintenance_workers = 0;

CREATE OR REPLACE FUNCTION projection.reached(
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
    -- Those of whom the office knew otherwise at that moment: what has not become known since was so then too.
    SELECT d.resident_id
    FROM here, place AS p, LATERAL (
        SELECT d.resident_id
        FROM lists.dwelling AS d
        WHERE d.shard = in_shard AND d.place = p.place AND d.known_to = 'infinity'
            AND d.valid_from <= here.since AND d.valid_to >= here.until
            AND asked_known < 'infinity' AND d.known_from > asked_known AND d.opened_at <= asked_known
        OFFSET 0) AS d
    UNION
    SELECT d.resident_id
    FROM opener AS o, LATERAL (
        SELECT d.resident_id
        FROM lists.dwelling AS d
        WHERE d.shard = in_shard AND d.opened_by >= o.first AND d.opened_by < o.past AND d.known_to = 'infinity' AND ever
            AND asked_known < 'infinity' AND d.known_from > asked_known AND d.opened_at <= asked_known
        OFFSET 0) AS d
$$;

-- Prefectures are read place by place. `area` and `changed_at` are no longer written; a later migration takes them away,
-- when no server of the version before can be at work any more.
DROP INDEX lists.dwelling_since, lists.dwelling_opened;
ALTER TABLE lists.dwelling ALTER COLUMN changed_at DROP NOT NULL;
DROP INDEX lists.standing_place, lists.standing_stay, lists.standing_status, lists.standing_area;
ALTER TABLE lists.standing ALTER COLUMN area DROP NOT NULL, SET (fillfactor = 90);
ALTER TABLE lists.resident SET (fillfactor = 80);
DROP INDEX lists.duty_due_by_area, lists.duty_overdue_by_area, lists.duty_settled_by_area, lists.duty_owed_by_resident;
ALTER TABLE lists.duty ALTER COLUMN area DROP NOT NULL, DROP CONSTRAINT duty_pkey,
    ADD CONSTRAINT duty_pkey PRIMARY KEY USING INDEX duty_of_resident;
