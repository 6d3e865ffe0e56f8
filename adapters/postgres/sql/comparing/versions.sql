-- Residents by chance, with the version of the stream that the rows in use show.
-- $1 shard int, $2 limit int
SELECT resident_id, version FROM lists.resident WHERE shard = $1 ORDER BY random() LIMIT $2
