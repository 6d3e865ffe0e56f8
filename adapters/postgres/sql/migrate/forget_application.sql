-- Let the application's halves of these migrations run again.
-- $1 numbers int[]
DELETE FROM migration.application WHERE number = ANY ($1);
