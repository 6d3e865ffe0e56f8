-- Exchange the wrapping of data keys; see keys.rewrap.
-- $1 shard int, $2 residents uuid[], $3 old wrapped bytea[], $4 new wrapped bytea[], $5 master key's id text
SELECT keys.rewrap($1, $2, $3, $4, $5);
