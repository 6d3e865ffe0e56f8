-- One resident's stream from a version on, oldest first, its data key beside the first entry past that version.
-- $1 shard int, $2 resident uuid, $3 from version int (0: the whole stream)
SELECT e.resident_id, e.version, e.topic, e.body, e.position, e.event_id, e.recorded_at, e.meta,
       CASE WHEN e.version = $3 + 1 THEN k.master END AS master,
       CASE WHEN e.version = $3 + 1 THEN k.wrapped END AS wrapped
  FROM log.event e
  LEFT JOIN keys.data_key k ON k.shard = e.shard AND k.resident_id = e.resident_id
 WHERE e.shard = $1 AND e.resident_id = $2 AND e.version >= $3
 ORDER BY e.version;
