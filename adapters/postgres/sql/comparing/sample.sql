-- Some residents that lists show, by chance, with the version that they show.
-- $1 shard int, $2 limit int
SELECT resident_id, version FROM lists.resident WHERE shard = $1 ORDER BY random() LIMIT $2
