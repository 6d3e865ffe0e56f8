-- Move the checkpoint on, never back; rows that two versions of the projection wrote are of neither.
-- $1 shard int, $2 position bigint, $3 made_by text
INSERT INTO projection.checkpoint (shard, position, made_by) VALUES ($1, $2, $3)
ON CONFLICT (shard) DO UPDATE
SET position = excluded.position,
    made_by = CASE WHEN checkpoint.made_by = excluded.made_by THEN excluded.made_by ELSE 'several' END
WHERE checkpoint.position < excluded.position
