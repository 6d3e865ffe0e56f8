-- Say to whom the digest of an office goes; a list that is there already keeps its first day.
-- $1 shard int, $2 office text, $3 addresses text[], $4 language text, $5 since date, $6 person text
INSERT INTO exchange.mail_recipients AS r (shard, office, addresses, language, since, changed_by)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (shard, office) DO UPDATE
SET addresses = excluded.addresses, language = excluded.language, changed_by = excluded.changed_by,
    changed_at = clock_timestamp()
RETURNING office, addresses, language, since, changed_by, changed_at
