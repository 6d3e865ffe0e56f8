-- Take whoever was erased out of a rebuild that was broken off; returns how many.
-- $1 shard int
SELECT projection.forget_erased_next($1)
