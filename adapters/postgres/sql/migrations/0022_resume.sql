-- The projector goes on from the rows still known, and need not fold a whole history for one event more. No parameters.
SET LOCAL ROLE zairyu_app;

-- How many rows of each kind there have been, which is the number of the next one; null in rows made before.
ALTER TABLE lists.resident ADD COLUMN duties int, ADD COLUMN standings int, ADD COLUMN dwellings int, ADD COLUMN terms int;

-- The name, of those who never had another: a page of duties need not look for it among the standings.
ALTER TABLE lists.resident ADD COLUMN name text;

-- Not written since 0021.
ALTER TABLE lists.duty DROP COLUMN area;
ALTER TABLE lists.standing DROP COLUMN area;
ALTER TABLE lists.dwelling DROP COLUMN changed_at;
