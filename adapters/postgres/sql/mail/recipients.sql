-- To whom digests go, by office.
-- $1 shard int
SELECT office, addresses, language, since, changed_by, changed_at
FROM exchange.mail_recipients
WHERE shard = $1
ORDER BY office
