-- Be the one rebuild, for as long as this session lives; false while another one is.
-- $1 shard int
SELECT pg_try_advisory_lock(hashtextextended('zairyu.rebuild', $1))
