-- Stored events of the whole log from a position on.
-- $1 shard int, $2 after position bigint, $3 up to position bigint or null, $4 topics text[] or null, $5 limit int
SELECT resident_id, version, topic, body, position
  FROM log.event
 WHERE shard = $1 AND position > $2 AND position <= coalesce($3, 9223372036854775807) AND body IS NOT NULL
   AND ($4::text[] IS NULL OR topic = ANY ($4))
 ORDER BY position
 LIMIT $5;
