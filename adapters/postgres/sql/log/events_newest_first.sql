-- Stored events of one stream, newest first.
-- $1 shard int, $2 resident uuid, $3 after version int or null, $4 up to version int or null, $5 limit int or null
SELECT resident_id, version, topic, body
  FROM log.event
 WHERE shard = $1 AND resident_id = $2 AND body IS NOT NULL
   AND version > coalesce($3, -1) AND version <= coalesce($4, 2147483647)
 ORDER BY version DESC
 LIMIT $5;
