-- Letters to residents as known at a moment and on a day, the newest first.
-- $1 shard int, $2 residents uuid[], $3 known timestamptz and $4 on date (infinity: all), $5 limit int
SELECT l.position, l.letter_id, l.sent_on, l.sent_at, l.person, l.office, l.language, l.resident_id, l.rule, l.trigger,
       l.subject, l.due_on, l.rests_on_version
FROM log.letter AS l
WHERE l.shard = $1 AND l.resident_id = ANY ($2::uuid[]) AND l.sent_at <= $3 AND l.sent_on <= $4
ORDER BY l.position DESC
LIMIT $5
