-- Give up the card numbers that some residents hold.
-- $1 shard int, $2 residents uuid[]
DELETE FROM log.card_claim WHERE shard = $1 AND resident_id = ANY ($2::uuid[])
