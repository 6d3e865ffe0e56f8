-- Of residents: the version that the rows show, and how many of each kind there have been, where that is known.
-- $1 shard int, $2 residents uuid[]
SELECT resident_id, version, duties, standings, dwellings, terms
FROM lists.resident
WHERE shard = $1 AND resident_id = ANY ($2::uuid[]) AND terms IS NOT NULL
