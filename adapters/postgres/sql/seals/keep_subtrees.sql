-- Keep the subtrees that are complete up to a position; see log.keep_subtrees.
-- $1 shard int, $2 up to position bigint
SELECT log.keep_subtrees($1, $2);
