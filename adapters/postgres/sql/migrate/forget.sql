-- Let these migrations run again, both halves. $1 numbers int[]
WITH halves AS (DELETE FROM migration.application WHERE number = ANY ($1))
DELETE FROM migration.applied WHERE number = ANY ($1)
