-- Say which version of the stream the rows of each resident show now.
-- $1 shard int, $2 residents uuid[], $3 versions int[], $4 opened_by text[]
INSERT INTO lists.resident (shard, resident_id, version, opened_by)
SELECT $1, r.* FROM unnest($2::uuid[], $3::int[], $4::text[]) AS r
ON CONFLICT (shard, resident_id) DO UPDATE SET version = excluded.version
