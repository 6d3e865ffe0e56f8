-- Set residents aside whose history could not be folded, but for those whose rows show that version by now.
-- $1 shard int, $2 residents uuid[], $3 versions int[] (0: not known), $4 positions bigint[], $5 faults text[]
INSERT INTO projection.stuck (shard, resident_id, version, position, fault)
SELECT $1, s.* FROM unnest($2::uuid[], $3::int[], $4::bigint[], $5::text[]) AS s (resident_id, version, position, fault)
WHERE s.version = 0 OR NOT EXISTS (
    SELECT FROM lists.resident AS r
    WHERE r.shard = $1 AND r.resident_id = s.resident_id AND r.version >= s.version
)
ON CONFLICT (shard, resident_id) DO UPDATE
SET version = excluded.version, position = excluded.position, fault = excluded.fault
