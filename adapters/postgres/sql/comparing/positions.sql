-- How far the rows say that they have come, and how far the log has.
-- $1 shard int
SELECT c.position, h.position AS head
FROM log.head AS h LEFT JOIN projection.checkpoint AS c ON c.shard = h.shard WHERE h.shard = $1
