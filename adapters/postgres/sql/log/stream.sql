-- One resident's stream past a version, oldest first, its data key beside the first entry.
-- $1 shard int, $2 resident uuid, $3 after version int
SELECT e.resident_id, e.version, e.topic, e.body, e.position, e.event_id, e.recorded_at, e.meta,
       CASE WHEN e.version = $3 + 1 THEN k.master END AS master,
       CASE WHEN e.version = $3 + 1 THEN k.wrapped END AS wrapped
  FROM log.event e
  LEFT JOIN keys.data_key k ON k.shard = e.shard AND k.resident_id = e.resident_id
 WHERE e.shard = $1 AND e.resident_id = $2 AND e.version > $3
 ORDER BY e.version;
