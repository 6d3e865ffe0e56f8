-- Let go of residents of whom nothing waits any more.
-- $1 shard int, $2 webhook uuid, $3 residents uuid[]
DELETE FROM exchange.webhook_held WHERE shard = $1 AND webhook_id = $2 AND resident_id = ANY ($3::uuid[])
