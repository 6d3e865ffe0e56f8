-- Take away every row of these residents from lists_next.dwelling.
-- $1 shard int, $2 residents uuid[]
DELETE FROM lists_next.dwelling WHERE shard = $1 AND resident_id = ANY ($2::uuid[])
