-- The residents set aside, longest first.
-- $1 shard int
SELECT resident_id, version, position, fault, since FROM projection.stuck WHERE shard = $1 ORDER BY since, resident_id
