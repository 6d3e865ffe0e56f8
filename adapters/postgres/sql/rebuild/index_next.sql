-- Make one index of the tables beside.
-- $1 name text
SELECT projection.index_next($1)
