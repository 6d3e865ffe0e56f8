-- Set a fact aside that was tried often enough.
-- $1 shard int, $2 webhook uuid, $3 kind text, $4 position bigint, $5 fact text, $6 tries int, $7 since timestamptz,
-- $8 failed_at timestamptz, $9 failure text
INSERT INTO exchange.webhook_dead (shard, webhook_id, kind, position, fact, tries, since, failed_at, failure)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (shard, webhook_id, kind, position) DO UPDATE
SET tries = excluded.tries, since = excluded.since, failed_at = excluded.failed_at, failure = excluded.failure
