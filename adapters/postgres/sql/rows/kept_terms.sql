-- The rows of lists.term that are still known, of some residents.
-- $1 shard int, $2 residents uuid[]
SELECT resident_id, number, known_from, '-infinity'::date AS valid_from, 'infinity'::date AS valid_to, term
FROM lists.term
WHERE shard = $1 AND resident_id = ANY ($2::uuid[]) AND known_to = 'infinity'
ORDER BY resident_id, number
