-- The card numbers that some residents hold.
-- $1 shard int, $2 residents uuid[]
SELECT resident_id, number FROM log.card_claim WHERE shard = $1 AND resident_id = ANY ($2::uuid[])
