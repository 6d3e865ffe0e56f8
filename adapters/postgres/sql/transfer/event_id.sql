-- The id of the event at a position.
-- $1 shard int, $2 position bigint
SELECT event_id FROM log.event WHERE shard = $1 AND position = $2
