-- Which version of their streams the rows show of residents.
-- $1 shard int, $2 residents uuid[]
SELECT resident_id, version FROM resident WHERE shard = $1 AND resident_id = ANY ($2::uuid[])
