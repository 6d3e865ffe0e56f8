-- Forget what a broken off run staged and, while nothing is recorded, the keys and claims it made; see log.begin_staging.
-- $1 shard int
SELECT log.begin_staging($1);
