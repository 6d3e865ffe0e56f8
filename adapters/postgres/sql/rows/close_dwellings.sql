-- Take away rows of lists.dwelling that are no longer known: nobody looks those up.
-- $1 shard int, $2 residents uuid[], $3 numbers int[], $4 known_to timestamptz[]
DELETE FROM lists.dwelling AS row
USING unnest($2::uuid[], $3::int[], $4::timestamptz[]) AS closed (resident_id, number, known_to)
WHERE row.shard = $1 AND row.resident_id = closed.resident_id AND row.number = closed.number
    AND row.known_to > closed.known_to
