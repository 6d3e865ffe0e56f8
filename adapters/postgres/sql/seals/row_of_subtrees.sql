-- Kept subtrees of one level, in order.
-- $1 shard int, $2 level int, $3 first index bigint, $4 end index bigint (exclusive)
SELECT hash FROM log.subtree WHERE shard = $1 AND level = $2 AND index >= $3 AND index < $4 ORDER BY index;
