-- Note that a rebuild begins, and from where it follows the log.
-- $1 shard int, $2 made_by text, $3 position bigint
INSERT INTO projection.rebuild (shard, made_by, position) VALUES ($1, $2, $3)
