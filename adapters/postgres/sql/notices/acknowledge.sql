-- Take note of a notice, once (see log.acknowledge).
-- $1 shard int, $2 notice uuid, $3 on date, $4 person text, $5 note bytea (sealed)
SELECT log.acknowledge($1, $2, $3, $4, $5)
