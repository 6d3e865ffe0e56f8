-- What became of the digests of some days, by day, office and address.
-- $1 shard int, $2 from date, $3 to date
SELECT office, day, address, state, message_id, tries, tried_at, sent_at, answer
FROM exchange.digest
WHERE shard = $1 AND day BETWEEN $2 AND $3
ORDER BY day, office, address
