-- Nobody is set aside any more: the rebuild says who is.
-- $1 shard int
DELETE FROM projection.stuck WHERE shard = $1
