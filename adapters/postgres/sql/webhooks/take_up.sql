-- Note how far a webhook has come, unless it was changed, or another turn noted, since the turn began. When something is taken
-- again after so many tries in a row that were not, all that waits is tried at once.
-- $1 shard int, $2 webhook uuid, $3 turn bigint, $4 events bigint, $5 notices bigint, $6 failed in a row int, $7 delivered_at
-- timestamptz (null: nothing was), $8 paused text, $9 is awake again boolean
WITH taken AS (
    UPDATE exchange.webhook
    SET turn = turn + 1, events = $4, notices = $5, failed_in_a_row = $6, delivered_at = coalesce($7, delivered_at),
        paused = coalesce($8, paused)
    WHERE shard = $1 AND webhook_id = $2 AND turn = $3
    RETURNING shard, webhook_id
), woken AS (
    UPDATE exchange.webhook_held AS f SET next_at = $7 FROM taken AS w
    WHERE f.shard = w.shard AND f.shard = $1 AND f.webhook_id = w.webhook_id AND $9
)
SELECT webhook_id FROM taken
