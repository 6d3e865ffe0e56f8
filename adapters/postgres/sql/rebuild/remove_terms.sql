-- Take away every row of these residents from lists_next.term.
-- $1 shard int, $2 residents uuid[]
DELETE FROM lists_next.term WHERE shard = $1 AND resident_id = ANY ($2::uuid[])
