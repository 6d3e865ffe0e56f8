-- Take a webhook away, with its secrets and all that waits for it.
-- $1 shard int, $2 webhook uuid
DELETE FROM exchange.webhook WHERE shard = $1 AND webhook_id = $2
RETURNING webhook_id
