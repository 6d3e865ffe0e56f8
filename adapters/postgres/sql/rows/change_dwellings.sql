-- Say of the dwellings of residents that are still known when the newest of them became known.
-- $1 shard int, $2 residents uuid[], $3 changed_at timestamptz[]
UPDATE lists.dwelling AS row
SET changed_at = changed.at
FROM unnest($2::uuid[], $3::timestamptz[]) AS changed (resident_id, at)
WHERE row.shard = $1 AND row.resident_id = changed.resident_id AND row.known_to = 'infinity'
