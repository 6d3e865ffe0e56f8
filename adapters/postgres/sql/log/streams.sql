-- Several residents' streams that are not erased, one after the other, each from a version on and oldest first, each
-- data key beside the first entry past that version.
-- $1 shard int, $2 residents uuid[], $3 from versions int[] (0: the whole stream)
SELECT e.resident_id, e.version, e.topic, e.body, e.position, e.event_id, e.recorded_at, e.meta,
       CASE WHEN e.version = r.known + 1 THEN k.master END AS master,
       CASE WHEN e.version = r.known + 1 THEN k.wrapped END AS wrapped
  FROM unnest($2::uuid[], $3::int[]) AS r (resident_id, known)
  JOIN keys.data_key k ON k.shard = $1 AND k.resident_id = r.resident_id
  JOIN LATERAL (
      SELECT * FROM log.event e
       WHERE e.shard = $1 AND e.resident_id = r.resident_id AND e.version >= r.known
       ORDER BY e.version
  ) e ON true;
