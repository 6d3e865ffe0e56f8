-- What is kept beside the bodies of a stretch of the log.
-- $1 shard int, $2 first position bigint, $3 last position bigint
SELECT position, meta FROM log.event WHERE shard = $1 AND position BETWEEN $2 AND $3
