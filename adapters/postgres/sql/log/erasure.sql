-- Why a resident was erased: the plain body of the stream's last entry; no row when not erased.
-- $1 shard int, $2 resident uuid
SELECT body FROM log.event WHERE shard = $1 AND resident_id = $2 AND topic = 'Erased' ORDER BY version DESC LIMIT 1;
