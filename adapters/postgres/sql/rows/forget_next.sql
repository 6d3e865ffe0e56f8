-- Take residents out of the tables of a rebuild that was broken off, if there is one.
-- $1 shard int, $2 residents uuid[]
SELECT projection.forget_next($1, $2::uuid[])
