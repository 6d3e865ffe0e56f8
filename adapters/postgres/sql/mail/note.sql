-- Note what became of the digest of a day to some recipients of an office.
-- $1 shard int, $2 office text, $3 day date, $4 addresses text[], $5 message ids text[], $6 state text, $7 at timestamptz,
-- $8 answer text
INSERT INTO exchange.digest AS d (shard, office, day, address, state, message_id, tries, tried_at, sent_at, answer)
SELECT $1, $2, $3, address, $6::text, message_id, 1, $7::timestamptz, CASE WHEN $6::text = 'sent' THEN $7::timestamptz END, $8
FROM unnest($4::text[], $5::text[]) AS mail (address, message_id)
ON CONFLICT (shard, office, day, address) DO UPDATE
SET state = excluded.state, tries = d.tries + 1, tried_at = excluded.tried_at, sent_at = excluded.sent_at,
    answer = excluded.answer
