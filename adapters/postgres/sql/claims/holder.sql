-- Who holds a card number.
-- $1 number text
SELECT resident_id FROM log.card_claim WHERE number = $1
