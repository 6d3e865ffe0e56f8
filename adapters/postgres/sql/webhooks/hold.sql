-- Hold a resident's facts, from positions in the two logs on, until the first of them is tried again.
-- $1 shard int, $2 webhook uuid, $3 resident uuid, $4 events bigint, $5 notices bigint, $6 next_at timestamptz, $7 tries int,
-- $8 kind text, $9 fact text, $10 position bigint, $11 since timestamptz, $12 failure text
INSERT INTO exchange.webhook_held AS f
       (shard, webhook_id, resident_id, events, notices, next_at, tries, kind, fact, position, since, failure)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (shard, webhook_id, resident_id) DO UPDATE
SET events = excluded.events, notices = excluded.notices, next_at = excluded.next_at, tries = excluded.tries,
    kind = excluded.kind, fact = excluded.fact, position = excluded.position, since = excluded.since,
    failure = excluded.failure
