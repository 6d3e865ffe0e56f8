-- Looks at one resident, newest first.
-- $1 resident_id uuid, $2 before id bigint (null: from the newest), $3 limit int
SELECT id, looked_at, person, role, office, purpose, route, asked_on, known
FROM access.look
WHERE residents @> ARRAY[$1::uuid] AND ($2::bigint IS NULL OR id < $2)
ORDER BY id DESC
LIMIT $3
