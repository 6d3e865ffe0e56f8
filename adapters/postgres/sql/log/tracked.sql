-- How far a reader has come.
-- $1 shard int, $2 name text
SELECT position FROM log.tracking WHERE shard = $1 AND name = $2;
