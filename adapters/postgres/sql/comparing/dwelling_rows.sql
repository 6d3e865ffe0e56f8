-- All rows of some residents among those in use.
-- $1 shard int, $2 residents uuid[]
SELECT * FROM lists.dwelling WHERE shard = $1 AND resident_id = ANY ($2::uuid[])
