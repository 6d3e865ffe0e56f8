-- Who holds a card number. No shard: a number belongs to one resident in all of them.
-- $1 number text
SELECT resident_id FROM log.card_claim WHERE number = $1
