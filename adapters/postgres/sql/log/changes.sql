-- Entries past a position without their content, but for those that end an erased stream, which tell nothing of anybody;
-- the topic is null of what was erased.
-- $1 shard int, $2 after position bigint, $3 limit int
SELECT position, resident_id, version, topic,
       CASE WHEN topic = 'Erased' THEN body END AS erasing
  FROM log.event
 WHERE shard = $1 AND position > $2
 ORDER BY position
 LIMIT $3;
