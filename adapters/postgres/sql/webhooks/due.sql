-- Webhooks that have something to send now: what waited long enough, or what is new in the logs, unless nothing has been taken
-- for so many tries in a row that those waiting tell when something is again.
-- $1 shard int, $2 now timestamptz, $3 tries in a row int
SELECT w.webhook_id
FROM exchange.webhook AS w
JOIN log.head AS h ON h.shard = w.shard
JOIN log.notice_head AS n ON n.shard = w.shard
LEFT JOIN projection.checkpoint AS c ON c.shard = w.shard
CROSS JOIN LATERAL (
    SELECT min(f.next_at) AS next_at FROM exchange.webhook_held AS f
    WHERE f.shard = w.shard AND f.webhook_id = w.webhook_id
) AS f
WHERE w.shard = $1 AND w.paused IS NULL AND (
    f.next_at <= $2
    OR (f.next_at IS NULL OR w.failed_in_a_row < $3) AND (
        'resident.recorded' = ANY (w.kinds)
            AND w.events < CASE WHEN w.offices = '{}' THEN h.position ELSE least(h.position, coalesce(c.position, 0)) END
        OR w.kinds && '{notice.raised,notice.withdrawn}' AND w.notices < n.position
    )
)
