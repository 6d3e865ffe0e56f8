-- Looks, newest first.
-- $1 person text (null: all), $2 office text (null: all), $3 since timestamptz (null: ever), $4 resident_id uuid (null: any),
-- $5 before id bigint (null: from the newest), $6 limit int, $7 address_shown boolean (null: all)
SELECT id, looked_at, person, role, office, purpose, route, asked_on, known, residents, address_shown
FROM access.look
WHERE ($1::text IS NULL OR person = $1)
  AND ($2::text IS NULL OR office = $2)
  AND ($3::timestamptz IS NULL OR looked_at >= $3)
  AND ($4::uuid IS NULL OR residents @> ARRAY[$4])
  AND ($7::boolean IS NULL OR address_shown = $7)
  AND ($5::bigint IS NULL OR id < $5)
ORDER BY id DESC
LIMIT $6
