-- Add rules to those that the new rows name.
-- $1 shard int, $2 rules text[], $3 kinds text[], $4 classes text[]
INSERT INTO lists_next.rule (shard, rule, kind, class)
SELECT $1, r.* FROM unnest($2::text[], $3::text[], $4::text[]) AS r
ON CONFLICT DO NOTHING
