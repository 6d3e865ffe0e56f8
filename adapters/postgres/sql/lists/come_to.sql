-- How far the log has come, how far the rows have, and which version of the projection made them (null before the first).
-- $1 shard int
SELECT h.position AS recorded, c.position AS shown, c.made_by
FROM log.head AS h LEFT JOIN projection.checkpoint AS c ON c.shard = $1
WHERE h.shard = $1
