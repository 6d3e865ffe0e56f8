-- Every data key.
-- $1 shard int
SELECT resident_id, master, wrapped FROM keys.data_key WHERE shard = $1;
