-- Several residents' streams that are not erased, each oldest first, each data key beside its first entry.
-- $1 shard int, $2 residents uuid[]
SELECT e.resident_id, e.version, e.topic, e.body, e.position, e.event_id, e.recorded_at, e.meta,
       CASE WHEN e.version = 1 THEN k.master END AS master, CASE WHEN e.version = 1 THEN k.wrapped END AS wrapped
  FROM unnest($2::uuid[]) AS r (resident_id)
  JOIN keys.data_key k ON k.shard = $1 AND k.resident_id = r.resident_id
  JOIN LATERAL (
      SELECT * FROM log.event e WHERE e.shard = $1 AND e.resident_id = r.resident_id ORDER BY e.version
  ) e ON true;
