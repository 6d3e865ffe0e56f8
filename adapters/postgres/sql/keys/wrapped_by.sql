-- Data keys that some master keys wrap, by the master key; ids of these are hexadecimal.
-- $1 shard int, $2 first id of a master key text, $3 last one text, $4 limit int (null: all)
SELECT resident_id, master, wrapped FROM keys.data_key WHERE shard = $1 AND master >= $2 AND master <= $3 ORDER BY master LIMIT $4;
