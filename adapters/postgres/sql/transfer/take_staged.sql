-- Move what is staged into the log; answers how many entries.
-- $1 shard int
SELECT log.take_staged($1)
