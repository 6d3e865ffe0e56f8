-- All that offices have been told of residents, in the order in which they were.
-- $1 shard int, $2 residents uuid[]
SELECT t.notice_id, t.resident_id, t.rule, t.trigger, t.subject, t.due_on, t.stage, t.told_on, t.rests_on_version, t.state,
       t.acknowledged_at IS NOT NULL AS acknowledged, t.place
FROM log.told AS t
WHERE t.shard = $1 AND t.resident_id = ANY ($2::uuid[])
ORDER BY t.position
