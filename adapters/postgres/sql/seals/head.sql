-- The head row as it stands.
-- $1 shard int
SELECT position, timestamptz_send(recorded_at) AS instant FROM log.head WHERE shard = $1;
