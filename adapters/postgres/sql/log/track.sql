-- A reader has come to this position; false when it was there or past it already.
-- $1 shard int, $2 name text, $3 position bigint
SELECT log.track($1, $2, $3);
