-- The position of the last entry.
-- $1 shard int
SELECT position FROM log.head WHERE shard = $1;
