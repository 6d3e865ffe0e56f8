-- Entries past a position that still have their content.
-- $1 shard int, $2 after position bigint, $3 limit int
SELECT e.resident_id, e.version, e.topic, e.body, e.position, e.event_id, e.recorded_at, e.meta, k.master, k.wrapped
  FROM log.event e
  JOIN keys.data_key k ON k.shard = e.shard AND k.resident_id = e.resident_id
 WHERE e.shard = $1 AND e.position > $2
 ORDER BY e.position
 LIMIT $3;
