-- The secrets that a webhook's facts are signed with, the newest first.
-- $1 shard int, $2 webhook uuid, $3 now timestamptz
SELECT master, wrapped FROM exchange.webhook_secret
WHERE shard = $1 AND webhook_id = $2 AND (ends_at IS NULL OR ends_at > $3)
ORDER BY made_at DESC
