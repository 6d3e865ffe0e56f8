-- Say how far the rows are that were just put in place, and what made them.
-- $1 shard int, $2 position bigint, $3 made_by text
INSERT INTO projection.checkpoint (shard, position, made_by) VALUES ($1, $2, $3)
ON CONFLICT (shard) DO UPDATE SET position = excluded.position, made_by = excluded.made_by
