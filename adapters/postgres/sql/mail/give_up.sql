-- Give up what was not sent while its day lasted.
-- $1 shard int, $2 today date
UPDATE exchange.digest SET state = 'missed'
WHERE shard = $1 AND day < $2 AND state = 'again'
RETURNING office, day, answer
