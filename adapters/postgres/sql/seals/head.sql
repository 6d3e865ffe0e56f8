-- The head row as it stands.
-- $1 shard int
SELECT position, recorded_at FROM log.head WHERE shard = $1;
