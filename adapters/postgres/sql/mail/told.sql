-- The last day before another of which each office was told: sent to somebody, or found to have nothing to be told.
-- $1 shard int, $2 before date
SELECT office, max(day) AS day
FROM exchange.digest
WHERE shard = $1 AND day < $2 AND state IN ('sent', 'nothing')
GROUP BY office
