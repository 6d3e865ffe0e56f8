-- Emergencies, newest first.
-- $1 office text (null: all), $2 before id bigint (null: from the newest), $3 limit int
SELECT id, person, role, office, resident_id, reason, opened_at, until
FROM access.emergency
WHERE ($1::text IS NULL OR office = $1) AND ($2::bigint IS NULL OR id < $2)
ORDER BY id DESC
LIMIT $3
