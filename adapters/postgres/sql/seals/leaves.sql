-- Leaves past a position and up to another, in order.
-- $1 shard int, $2 after position bigint, $3 up to position bigint
SELECT leaf FROM log.event WHERE shard = $1 AND position > $2 AND position <= $3 ORDER BY position;
