-- Note that a part is done, and whom it set aside.
-- $1 shard int, $2 part int, $3 residents int, $4 events bigint, $5 stuck bytea
INSERT INTO projection.rebuilt (shard, part, residents, events, stuck) VALUES ($1, $2, $3, $4, $5)
