-- The notice log past a position, with the letters among it; of a resident who was erased without the resident.
-- $1 shard int, $2 after position bigint, $3 limit int
(
    SELECT 'notice' AS kind, n.position, n.notice_id AS id, n.state, n.told_on AS on, n.told_at AS at, n.cause, n.reason,
           n.person, n.rule IS NOT NULL AS is_first, t.resident_id, t.rule, t.trigger, t.subject, t.due_on, t.stage,
           t.rests_on_version, t.backlog, t.office, NULL AS language
    FROM log.notice AS n
    JOIN log.told AS t ON t.shard = n.shard AND t.notice_id = n.notice_id
    WHERE n.shard = $1 AND n.position > $2
    ORDER BY n.position
    LIMIT $3
)
UNION ALL
(
    SELECT 'letter', l.position, l.letter_id, NULL, l.sent_on, l.sent_at, NULL, NULL,
           l.person, NULL, l.resident_id, l.rule, l.trigger, l.subject, l.due_on, NULL,
           l.rests_on_version, NULL, l.office, l.language
    FROM log.letter AS l
    WHERE l.shard = $1 AND l.position > $2
    ORDER BY l.position
    LIMIT $3
)
ORDER BY position
LIMIT $3
