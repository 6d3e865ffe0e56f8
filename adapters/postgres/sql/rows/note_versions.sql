-- Say which version of the stream the rows of residents show now, whom it changed nothing for.
-- $1 shard int, $2 residents uuid[], $3 versions int[]
UPDATE lists.resident AS r
SET version = noted.version
FROM unnest($2::uuid[], $3::int[]) AS noted (resident_id, version)
WHERE r.shard = $1 AND r.resident_id = noted.resident_id AND r.version < noted.version
