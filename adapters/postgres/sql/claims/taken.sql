-- Which of these card numbers another resident holds.
-- $1 numbers text[], $2 resident_id uuid
SELECT number FROM log.card_claim WHERE number = ANY ($1::text[]) AND resident_id <> $2 ORDER BY number
