-- Several residents' streams that are not erased, each past a version and oldest first, each data key beside its
-- first entry; of a stream that has nothing past its version, one row without an entry.
-- $1 shard int, $2 residents uuid[], $3 after versions int[]
SELECT r.resident_id, e.version, e.topic, e.body, e.position, e.event_id, e.recorded_at, e.meta,
       CASE WHEN e.version = r.after + 1 THEN k.master END AS master,
       CASE WHEN e.version = r.after + 1 THEN k.wrapped END AS wrapped
  FROM unnest($2::uuid[], $3::int[]) AS r (resident_id, after)
  JOIN keys.data_key k ON k.shard = $1 AND k.resident_id = r.resident_id
  LEFT JOIN LATERAL (
      SELECT * FROM log.event e
       WHERE e.shard = $1 AND e.resident_id = r.resident_id AND e.version > r.after
       ORDER BY e.version
  ) e ON true;
