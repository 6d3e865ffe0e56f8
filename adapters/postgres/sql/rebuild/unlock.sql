-- Be the one rebuild no longer.
-- $1 shard int
SELECT pg_advisory_unlock(hashtextextended('zairyu.rebuild', $1))
