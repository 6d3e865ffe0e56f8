-- Residents whose first waiting fact at a webhook is to be tried now.
-- $1 shard int, $2 webhook uuid, $3 now timestamptz, $4 limit int
SELECT resident_id, events, notices, tries, since FROM exchange.webhook_held
WHERE shard = $1 AND webhook_id = $2 AND next_at <= $3
ORDER BY next_at, resident_id
LIMIT $4
