-- What names are put in order by; until the rows are made anew, nothing. No parameters.
SET LOCAL ROLE zairyu_app;

ALTER TABLE lists.resident ADD COLUMN sort_key text COLLATE "C" NOT NULL DEFAULT '';
CREATE INDEX resident_by_name ON lists.resident (shard, sort_key, resident_id);
