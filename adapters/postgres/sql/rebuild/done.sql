-- The parts that are done.
-- $1 shard int
SELECT part, residents, events FROM projection.rebuilt WHERE shard = $1
