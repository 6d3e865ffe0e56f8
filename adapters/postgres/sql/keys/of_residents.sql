-- The wrapped data keys of some residents.
-- $1 shard int, $2 residents uuid[]
SELECT resident_id, master, wrapped FROM keys.data_key WHERE shard = $1 AND resident_id = ANY ($2::uuid[]);
