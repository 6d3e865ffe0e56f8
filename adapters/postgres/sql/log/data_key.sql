-- A resident's data key.
-- $1 shard int, $2 resident uuid
SELECT master, wrapped FROM keys.data_key WHERE shard = $1 AND resident_id = $2;
