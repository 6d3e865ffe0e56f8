-- What an idempotency key recorded.
-- $1 shard int, $2 person text, $3 key text
SELECT digest, resident_id, first_version, last_version FROM log.idempotency WHERE shard = $1 AND person = $2 AND key = $3;
