-- Exchange the wrapping of a webhook's secret.
-- $1 shard int, $2 webhook uuid, $3 made_at timestamptz, $4 wrapped bytea, $5 id of the master key text
UPDATE exchange.webhook_secret SET wrapped = $4, master = $5 WHERE shard = $1 AND webhook_id = $2 AND made_at = $3
