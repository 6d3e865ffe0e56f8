-- The newest seal.
-- $1 shard int
SELECT size, root, sealed_at, public_key, signature FROM log.seal WHERE shard = $1 ORDER BY size DESC LIMIT 1;
