-- Which database of which cluster a standby has, and how far it has come: whether it is a standby still, the end of what it
-- shows of its primary's changes, and what it holds at a position of the log.
-- $1 shard int, $2 position bigint or null
SELECT (SELECT system_identifier FROM pg_control_system()) AS cluster,
       (SELECT oid FROM pg_database WHERE datname = current_database()) AS database,
       pg_is_in_recovery() AS following, (coalesce(pg_last_wal_replay_lsn(), '0/0') - '0/0'::pg_lsn)::bigint AS shown,
       (SELECT e.leaf FROM log.event AS e WHERE e.shard = $1 AND e.position = $2) AS leaf
