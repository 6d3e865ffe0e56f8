-- Take away every row of these residents from lists.dwelling.
-- $1 shard int, $2 residents uuid[]
DELETE FROM lists.dwelling WHERE shard = $1 AND resident_id = ANY ($2::uuid[])
