-- Let one transaction at a time write rows.
-- $1 shard int
SELECT pg_advisory_xact_lock(hashtextextended('zairyu.lists', $1))
