-- Who holds which of these card numbers. No shard: a number belongs to one resident in all of them.
-- $1 numbers text[]
SELECT number, resident_id FROM log.card_claim WHERE number = ANY ($1::text[]) ORDER BY number;
