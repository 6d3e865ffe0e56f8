-- Take whoever was erased out of a rebuild that was broken off, if there is one.
-- $1 shard int, $2 residents uuid[], or null: whoever has no data key any more
SELECT projection.forget_next($1, $2::uuid[])
