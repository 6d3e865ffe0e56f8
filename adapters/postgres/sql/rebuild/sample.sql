-- Some residents among the new rows, by chance.
-- $1 shard int, $2 limit int
SELECT resident_id FROM lists_next.resident WHERE shard = $1 ORDER BY random() LIMIT $2
