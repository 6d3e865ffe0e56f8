-- The rows of lists.dwelling that are still known, of some residents.
-- $1 shard int, $2 residents uuid[]
SELECT resident_id, number, known_from, valid_from, valid_to, begun_on, place
FROM lists.dwelling
WHERE shard = $1 AND resident_id = ANY ($2::uuid[]) AND known_to = 'infinity'
ORDER BY resident_id, number
