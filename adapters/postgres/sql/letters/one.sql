-- A letter by its id.
-- $1 shard int, $2 letter uuid
SELECT l.position, l.letter_id, l.sent_on, l.sent_at, l.person, l.office, l.language, l.resident_id, l.rule, l.trigger,
       l.subject, l.due_on, l.rests_on_version
FROM log.letter AS l
WHERE l.shard = $1 AND l.letter_id = $2
