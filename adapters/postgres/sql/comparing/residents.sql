-- Residents who have rows, by chance.
-- $1 shard int, $2 limit int
SELECT resident_id FROM lists.resident WHERE shard = $1 ORDER BY random() LIMIT $2
