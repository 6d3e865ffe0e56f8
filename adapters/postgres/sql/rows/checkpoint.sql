-- How far the rows have come, and by which version of the projection they were made.
-- $1 shard int
SELECT position, made_by FROM projection.checkpoint WHERE shard = $1
