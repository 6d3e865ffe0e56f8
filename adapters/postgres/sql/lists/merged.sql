-- Those of residents who are in no list, as their file was merged into another.
-- $1 shard int, $2 residents uuid[]
SELECT whose.resident_id
FROM unnest($2::uuid[]) AS whose (resident_id)
WHERE NOT EXISTS (
    SELECT FROM dwelling AS d
    WHERE d.shard = $1 AND d.resident_id = whose.resident_id AND d.known_to = 'infinity'
)
