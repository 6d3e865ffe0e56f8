-- Whole entries past a position, in order, for verifying.
-- $1 shard int, $2 after position bigint, $3 limit int
SELECT position, resident_id, version, recorded_at, event_id, topic, body, meta, leaf
  FROM log.event WHERE shard = $1 AND position > $2 ORDER BY position LIMIT $3;
