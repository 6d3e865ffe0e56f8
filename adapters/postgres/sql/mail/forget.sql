-- Forget what became of digests before a day.
-- $1 shard int, $2 before date
DELETE FROM exchange.digest WHERE shard = $1 AND day < $2
