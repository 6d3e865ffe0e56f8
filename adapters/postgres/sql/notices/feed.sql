-- The notice log past a position; of a resident who was erased without the resident.
-- $1 shard int, $2 after position bigint, $3 limit int
SELECT n.position, n.notice_id, n.state, n.told_on, n.told_at, n.cause, n.reason, n.person, n.rule IS NOT NULL AS is_first,
       t.resident_id, t.rule, t.trigger, t.subject, t.due_on, t.stage, t.rests_on_version, t.backlog, t.office
FROM log.notice AS n
JOIN log.told AS t ON t.shard = n.shard AND t.notice_id = n.notice_id
WHERE n.shard = $1 AND n.position > $2
ORDER BY n.position
LIMIT $3
