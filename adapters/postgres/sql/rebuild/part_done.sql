-- Note that a part is done.
-- $1 shard int, $2 part int, $3 residents int, $4 events bigint
INSERT INTO projection.rebuilt (shard, part, residents, events) VALUES ($1, $2, $3, $4)
