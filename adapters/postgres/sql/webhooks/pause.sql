-- Stop sending, for a reason, or go on (null), and try then at once what was not taken.
-- $1 shard int, $2 webhook uuid, $3 paused text, $4 now timestamptz
WITH changed AS (
    UPDATE exchange.webhook SET paused = $3, turn = turn + 1
    WHERE shard = $1 AND webhook_id = $2
    RETURNING shard, webhook_id
), woken AS (
    UPDATE exchange.webhook_held AS f SET next_at = $4 FROM changed AS w
    WHERE f.shard = w.shard AND f.webhook_id = w.webhook_id AND $3::text IS NULL
)
SELECT webhook_id FROM changed
