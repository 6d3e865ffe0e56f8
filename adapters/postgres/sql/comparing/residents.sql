-- Residents of the log, by chance, with the card numbers that they hold.
-- $1 shard int, $2 limit int
SELECT k.resident_id, ARRAY(
    SELECT c.number FROM log.card_claim AS c WHERE c.shard = $1 AND c.resident_id = k.resident_id
) AS numbers
FROM (SELECT resident_id FROM keys.data_key WHERE shard = $1 ORDER BY random() LIMIT $2) AS k
