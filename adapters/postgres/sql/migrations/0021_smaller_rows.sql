-- Fewer and smaller indexes, so that rows are quicker to write and more of them stay in memory. No parameters.
SET LOCAL ROLE zairyu_app;

-- Prefectures are read place by place. `area` is no longer written; a later migration takes it away, when no server
-- of the version before can be at work any more.
ALTER TABLE lists.duty ALTER COLUMN area DROP NOT NULL;
ALTER TABLE lists.standing ALTER COLUMN area DROP NOT NULL;
DROP INDEX lists.duty_due_by_area, lists.duty_overdue_by_area, lists.duty_settled_by_area, lists.standing_area;

-- All that a resident owes is read from the index of the primary key alone.
CREATE UNIQUE INDEX duty_of_resident ON lists.duty (shard, resident_id, number)
    INCLUDE (known_from, known_to, from_on, to_on, opens_on, due_on, settled, rule, place);
ALTER TABLE lists.duty DROP CONSTRAINT duty_pkey, ADD CONSTRAINT duty_pkey PRIMARY KEY USING INDEX duty_of_resident;
DROP INDEX lists.duty_owed_by_resident;

-- Without days and moments the entries of one resident are kept as one; they are read from the rows, which lie side by side.
-- No index holds known_to, so that a row is closed within its page, if that has room.
DROP INDEX lists.standing_place, lists.standing_stay, lists.standing_status;
CREATE INDEX standing_place ON lists.standing (shard, place, resident_id);
CREATE INDEX standing_stay ON lists.standing (shard, stay, resident_id);
CREATE INDEX standing_status ON lists.standing (shard, status, resident_id);
ALTER TABLE lists.standing SET (fillfactor = 90);
ALTER TABLE lists.resident SET (fillfactor = 80);
