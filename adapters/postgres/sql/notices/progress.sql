-- How far offices have been told, beside how far the rows have come and under which version of the projection.
-- $1 shard int
SELECT c.position AS shown, c.made_by, h.position AS last, n.position, n.day, n.pass_to, n.pass_after, n.pass_whole, n.made_of,
       n.waiting
FROM log.notice_head AS h
LEFT JOIN projection.checkpoint AS c ON c.shard = h.shard
LEFT JOIN projection.noticed AS n ON n.shard = h.shard
WHERE h.shard = $1
