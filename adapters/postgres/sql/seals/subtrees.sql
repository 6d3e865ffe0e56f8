-- Every kept subtree.
-- $1 shard int
SELECT level, index, hash FROM log.subtree WHERE shard = $1 ORDER BY level, index;
