-- Entries of the notice log between two positions, or of one resident among them, and which of them a webhook is sent: a notice
-- that was raised, or taken back after it was, of one of its offices; none of those reached before the first start, and none
-- of residents who were erased. Residents whose facts wait are left out unless one is named; of that one only what is sent is
-- found.
-- $1 shard int, $2 after position bigint, $3 through position bigint, $4 resident uuid (null: all), $5 webhook uuid,
-- $6 beginnings of offices' places text[] (none: of all), $7 kinds text[], $8 limit int
WITH entry AS (
    (
        SELECT n.position FROM log.notice AS n
        WHERE $4::uuid IS NULL AND n.shard = $1 AND n.position > $2 AND n.position <= $3
        ORDER BY n.position
        LIMIT $8
    )
    UNION ALL
    SELECT n.position
    FROM log.told AS t
    JOIN log.notice AS n ON n.shard = t.shard AND n.notice_id = t.notice_id
    WHERE t.shard = $1 AND t.resident_id = $4 AND n.position > $2 AND n.position <= $3
)
SELECT * FROM (
    SELECT n.position, t.resident_id, n.notice_id, k.kind, n.told_on, n.told_at AS at, n.cause, n.reason, t.rule, t.trigger,
           t.due_on, t.stage, t.rests_on_version,
           t.resident_id IS NOT NULL AND NOT t.backlog AND k.kind = ANY ($7::text[])
           AND ($6::text[] = '{}' OR ltrim(t.office, '~') ^@ ANY ($6))
           AND (k.kind = 'notice.raised' OR EXISTS (
               SELECT FROM log.notice AS r
               WHERE r.shard = $1 AND r.notice_id = n.notice_id AND r.position < n.position AND r.state = 'raised'
           ))
           AND ($4::uuid IS NOT NULL OR NOT EXISTS (
               SELECT FROM exchange.webhook_held AS f
               WHERE f.shard = $1 AND f.webhook_id = $5 AND f.resident_id = t.resident_id
           )) AS is_sent
    FROM entry
    JOIN log.notice AS n ON n.shard = $1 AND n.position = entry.position
    JOIN log.told AS t ON t.shard = n.shard AND t.notice_id = n.notice_id
    CROSS JOIN LATERAL (
        SELECT CASE WHEN n.state = 'raised' OR n.state = 'acknowledged' AND n.person IS NULL THEN 'notice.raised'
                    WHEN n.state = 'withdrawn' THEN 'notice.withdrawn' END AS kind
    ) AS k
) AS n
WHERE $4::uuid IS NULL OR n.is_sent
ORDER BY n.position
LIMIT $8
