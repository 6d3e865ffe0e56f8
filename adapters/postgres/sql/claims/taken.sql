-- Which of these card numbers another resident holds. No shard: a number belongs to one resident in all of them.
-- $1 numbers text[], $2 resident_id uuid
SELECT number FROM log.card_claim WHERE number = ANY ($1::text[]) AND resident_id <> $2 ORDER BY number
