-- Which version of each resident's stream the new rows show.
-- $1 shard int, $2 residents uuid[]
SELECT resident_id, version FROM lists_next.resident WHERE shard = $1 AND resident_id = ANY ($2::uuid[])
