-- The next residents of a part that are in the log.
-- $1 shard int, $2 after uuid, $3 last uuid, $4 limit int
SELECT DISTINCT resident_id
FROM log.event
WHERE shard = $1 AND resident_id > $2 AND resident_id <= $3
ORDER BY resident_id
LIMIT $4
