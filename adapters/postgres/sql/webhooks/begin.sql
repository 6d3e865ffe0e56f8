-- Make a webhook that begins where the two logs end now.
-- $1 shard int, $2 webhook uuid, $3 url text, $4 kinds text[], $5 offices text[], $6 made_by text, $7 made_at timestamptz
INSERT INTO exchange.webhook (shard, webhook_id, url, kinds, offices, made_by, made_at, events, notices)
SELECT h.shard, $2, $3, $4, $5, $6, $7, h.position, n.position
FROM log.head AS h
JOIN log.notice_head AS n ON n.shard = h.shard
WHERE h.shard = $1
