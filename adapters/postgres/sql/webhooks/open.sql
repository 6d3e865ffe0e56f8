-- A webhook to which something is sent: how far it has come, and up to where the two logs can be sent now. To whom events of
-- some offices alone go, the lists say: so not further than these show.
-- $1 shard int, $2 webhook uuid
SELECT w.webhook_id, w.url, w.kinds, w.offices, w.events, w.notices, w.turn, w.failed_in_a_row,
       CASE WHEN w.offices = '{}' THEN h.position ELSE least(h.position, coalesce(c.position, 0)) END AS last_event,
       n.position AS last_notice,
       EXISTS (SELECT FROM exchange.webhook_held AS f WHERE f.shard = w.shard AND f.webhook_id = w.webhook_id) AS is_holding
FROM exchange.webhook AS w
JOIN log.head AS h ON h.shard = w.shard
JOIN log.notice_head AS n ON n.shard = w.shard
LEFT JOIN projection.checkpoint AS c ON c.shard = w.shard
WHERE w.shard = $1 AND w.webhook_id = $2 AND w.paused IS NULL
