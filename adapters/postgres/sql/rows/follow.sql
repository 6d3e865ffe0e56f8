-- Stop being the one projector.
-- $1 shard int
SELECT pg_advisory_unlock(hashtextextended('zairyu.projector', $1))
