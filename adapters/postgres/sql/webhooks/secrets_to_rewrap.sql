-- Secrets of webhooks that another master key wraps than the current one.
-- $1 shard int, $2 id of the current master key text ('': all)
SELECT webhook_id, made_at, master, wrapped FROM exchange.webhook_secret WHERE shard = $1 AND master <> $2
ORDER BY webhook_id, made_at
