-- Say of rows of lists.dwelling since when they are no longer known so: that was their last change.
-- $1 shard int, $2 residents uuid[], $3 numbers int[], $4 known_to timestamptz[]
UPDATE lists.dwelling AS row
SET known_to = closed.known_to, changed_at = closed.known_to
FROM unnest($2::uuid[], $3::int[], $4::timestamptz[]) AS closed (resident_id, number, known_to)
WHERE row.shard = $1 AND row.resident_id = closed.resident_id AND row.number = closed.number
