-- The parts that are done.
-- $1 shard int
SELECT part, residents, events, stuck FROM projection.rebuilt WHERE shard = $1
