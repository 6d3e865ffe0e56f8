-- Entries past a position without their content.
-- $1 shard int, $2 after position bigint, $3 limit int
SELECT position, resident_id, version, topic IS NOT DISTINCT FROM 'Erased' AS erased
  FROM log.event
 WHERE shard = $1 AND position > $2
 ORDER BY position
 LIMIT $3;
