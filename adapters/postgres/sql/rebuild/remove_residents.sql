-- Take away every row of these residents from lists_next.resident.
-- $1 shard int, $2 residents uuid[]
DELETE FROM lists_next.resident WHERE shard = $1 AND resident_id = ANY ($2::uuid[])
