-- Residents of the log, recorded up to the checkpoint and not set aside, who have no rows in use.
-- $1 shard int, $2 limit int
SELECT k.resident_id
FROM keys.data_key AS k
JOIN log.event AS e ON e.shard = k.shard AND e.resident_id = k.resident_id AND e.version = 1
WHERE k.shard = $1 AND e.position <= (SELECT c.position FROM projection.checkpoint AS c WHERE c.shard = $1)
    AND NOT EXISTS (SELECT FROM lists.resident AS r WHERE r.shard = k.shard AND r.resident_id = k.resident_id)
    AND NOT EXISTS (SELECT FROM projection.stuck AS s WHERE s.shard = k.shard AND s.resident_id = k.resident_id)
LIMIT $2
