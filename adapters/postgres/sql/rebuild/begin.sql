-- Take up the rebuild of this version of the projection that was broken off, or begin one; of none: throw away what one
-- left. From which position on it follows the log, and the parts that are done.
-- $1 shard int, $2 made_by text
SELECT position, part, residents, events, stuck FROM projection.begin_next($1, $2)
