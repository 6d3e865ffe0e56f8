-- What became of the last digest to each recipient, of those since a day.
-- $1 shard int, $2 from date
SELECT DISTINCT ON (office, address) office, day, address, state, message_id, tries, tried_at, sent_at, answer
FROM exchange.digest
WHERE shard = $1 AND day >= $2
ORDER BY office, address, day DESC
