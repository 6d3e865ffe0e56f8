-- Give up all card numbers: nothing is recorded yet.
-- $1 shard int
DELETE FROM log.card_claim WHERE shard = $1
