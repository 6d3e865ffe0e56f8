-- Data keys that a master key wraps.
-- $1 shard int, $2 master key's id text, $3 limit int
SELECT resident_id, wrapped FROM keys.data_key WHERE shard = $1 AND master = $2 LIMIT $3;
