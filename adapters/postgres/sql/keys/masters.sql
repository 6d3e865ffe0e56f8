-- The ids of the master keys that wrap any data key.
-- $1 shard int
SELECT DISTINCT master FROM keys.data_key WHERE shard = $1;
