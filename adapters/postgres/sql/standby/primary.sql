-- Which database of which cluster the primary is, and how far it has come: the end of what it has written to its disk, which
-- every commit that was answered waits for, and the newest entry of the log.
-- $1 shard int
SELECT (SELECT system_identifier FROM pg_control_system()) AS cluster,
       (SELECT oid FROM pg_database WHERE datname = current_database()) AS database,
       (pg_current_wal_flush_lsn() - '0/0'::pg_lsn)::bigint AS written, e.position, e.leaf
  FROM (SELECT) AS one
  LEFT JOIN (log.head AS h JOIN log.event AS e USING (shard, position)) ON h.shard = $1
