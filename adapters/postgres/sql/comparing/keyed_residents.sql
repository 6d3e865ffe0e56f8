-- Residents of the log, by chance.
-- $1 shard int, $2 limit int
SELECT resident_id FROM keys.data_key WHERE shard = $1 ORDER BY random() LIMIT $2
