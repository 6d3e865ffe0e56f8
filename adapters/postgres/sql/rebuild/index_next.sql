-- Make the next index that the new tables lack: how many there are now, of how many; no row when all are there, or being
-- made.
-- $1 shard int
SELECT made, of FROM projection.index_next($1)
