-- What the rows in use say of some residents as a whole.
-- $1 shard int, $2 residents uuid[]
SELECT * FROM lists.resident WHERE shard = $1 AND resident_id = ANY ($2::uuid[])
