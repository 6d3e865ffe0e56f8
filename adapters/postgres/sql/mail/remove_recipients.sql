-- Send an office no digest any more.
-- $1 shard int, $2 office text
DELETE FROM exchange.mail_recipients WHERE shard = $1 AND office = $2
