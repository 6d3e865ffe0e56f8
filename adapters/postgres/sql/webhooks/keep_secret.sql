-- Keep a new secret of a webhook. Of those before it the newest signs until `ends_at`, older ones no more.
-- $1 shard int, $2 webhook uuid, $3 made_at timestamptz, $4 master text, $5 wrapped bytea, $6 ends_at timestamptz
WITH newest AS (
    SELECT max(s.made_at) AS made_at FROM exchange.webhook_secret AS s WHERE s.shard = $1 AND s.webhook_id = $2
), older AS (
    DELETE FROM exchange.webhook_secret AS s USING newest AS n
    WHERE s.shard = $1 AND s.webhook_id = $2 AND s.made_at < n.made_at
), replaced AS (
    UPDATE exchange.webhook_secret AS s SET ends_at = $6 FROM newest AS n
    WHERE s.shard = $1 AND s.webhook_id = $2 AND s.made_at = n.made_at
)
INSERT INTO exchange.webhook_secret (shard, webhook_id, made_at, master, wrapped) VALUES ($1, $2, $3, $4, $5)
