-- The rebuild that is under way.
-- $1 shard int
SELECT made_by, position FROM projection.rebuild WHERE shard = $1
