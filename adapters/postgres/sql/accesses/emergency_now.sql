-- Why, and until when, the glass is broken now.
-- $1 person text, $2 office text, $3 resident_id uuid, $4 at timestamptz
SELECT reason, until
FROM access.emergency
WHERE person = $1 AND office = $2 AND resident_id = $3 AND opened_at <= $4 AND until > $4
ORDER BY id DESC
LIMIT 1
