-- Set residents aside whose history could not be folded.
-- $1 shard int, $2 residents uuid[], $3 versions int[], $4 positions bigint[], $5 faults text[]
INSERT INTO projection.stuck (shard, resident_id, version, position, fault)
SELECT $1, r.* FROM unnest($2::uuid[], $3::int[], $4::bigint[], $5::text[]) AS r
ON CONFLICT (shard, resident_id) DO UPDATE
SET version = excluded.version, position = excluded.position, fault = excluded.fault
