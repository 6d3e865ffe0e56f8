-- Webhooks, oldest first, with how much of what they are to be sent has not been, and until when a replaced secret signs.
-- $1 shard int, $2 webhook uuid (null: all), $3 now timestamptz
SELECT w.webhook_id, w.url, w.kinds, w.offices, w.made_by, w.made_at, w.paused, w.events, w.notices, w.failed_in_a_row,
       w.delivered_at,
       CASE WHEN 'resident.recorded' = ANY (w.kinds) THEN h.position - w.events ELSE 0 END AS events_behind,
       CASE WHEN w.kinds && '{notice.raised,notice.withdrawn}' THEN n.position - w.notices ELSE 0 END AS notices_behind,
       (SELECT count(*) FROM exchange.webhook_held AS f
        WHERE f.shard = w.shard AND f.webhook_id = w.webhook_id AND f.tries > 0) AS failing,
       (SELECT count(*) FROM exchange.webhook_dead AS d WHERE d.shard = w.shard AND d.webhook_id = w.webhook_id) AS dead,
       (SELECT max(s.ends_at) FROM exchange.webhook_secret AS s
        WHERE s.shard = w.shard AND s.webhook_id = w.webhook_id AND s.ends_at > $3) AS older_secret_until
FROM exchange.webhook AS w
JOIN log.head AS h ON h.shard = w.shard
JOIN log.notice_head AS n ON n.shard = w.shard
WHERE w.shard = $1 AND ($2::uuid IS NULL OR w.webhook_id = $2)
ORDER BY w.made_at, w.webhook_id
