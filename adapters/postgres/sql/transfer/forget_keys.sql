-- Forget all data keys: nothing is recorded yet.
-- $1 shard int
DELETE FROM keys.data_key WHERE shard = $1
