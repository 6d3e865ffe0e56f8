-- The end of the log: the position of the last entry, its moment as the leaf takes it, whatever it is, and by how many seconds
-- that lies ahead of the database's clock (0 when it does not).
-- $1 shard int
SELECT position, timestamptz_send(recorded_at) AS instant,
       CASE WHEN recorded_at > clock_timestamp() THEN extract(epoch FROM recorded_at - clock_timestamp()) ELSE 0 END::float8 AS ahead
  FROM log.head WHERE shard = $1;
