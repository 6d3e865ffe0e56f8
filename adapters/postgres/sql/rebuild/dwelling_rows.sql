-- All rows of some residents among the new ones.
-- $1 shard int, $2 residents uuid[]
SELECT * FROM lists_next.dwelling WHERE shard = $1 AND resident_id = ANY ($2::uuid[])
