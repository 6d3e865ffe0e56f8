-- Residents that could be folded are no longer set aside.
-- $1 shard int, $2 residents uuid[]
DELETE FROM projection.stuck WHERE shard = $1 AND resident_id = ANY ($2::uuid[])
