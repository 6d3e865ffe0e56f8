-- Move the checkpoint on, never back.
-- $1 shard int, $2 position bigint, $3 made_by text
INSERT INTO projection.checkpoint (shard, position, made_by) VALUES ($1, $2, $3)
ON CONFLICT (shard) DO UPDATE SET position = excluded.position
WHERE checkpoint.position < excluded.position
