-- Whole entries past a position, in order, for verifying; instants as the leaf takes them, whatever they are.
-- $1 shard int, $2 after position bigint, $3 limit int
SELECT position, resident_id, version, timestamptz_send(recorded_at) AS instant, event_id, topic, body, meta, leaf
  FROM log.event WHERE shard = $1 AND position > $2 ORDER BY position LIMIT $3;
