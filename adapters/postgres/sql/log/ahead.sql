-- By how many seconds the last entry's moment lies ahead of the database's clock; 0 when it does not.
-- $1 shard int
SELECT CASE WHEN recorded_at > clock_timestamp() THEN extract(epoch FROM recorded_at - clock_timestamp()) ELSE 0 END::float8
  FROM log.head WHERE shard = $1;
