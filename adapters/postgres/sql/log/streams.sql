-- Several residents' streams that are not erased, each oldest first, with their data keys.
-- $1 shard int, $2 residents uuid[]
SELECT e.resident_id, e.version, e.topic, e.body, e.position, e.event_id, e.recorded_at, e.meta, k.master, k.wrapped
  FROM unnest($2::uuid[]) AS r (resident_id)
  JOIN keys.data_key k ON k.shard = $1 AND k.resident_id = r.resident_id
  JOIN LATERAL (
      SELECT * FROM log.event e WHERE e.shard = $1 AND e.resident_id = r.resident_id ORDER BY e.version
  ) e ON true;
