-- Break the glass for one resident, for one hour.
-- $1 person text, $2 role text, $3 office text, $4 resident_id uuid, $5 reason text, $6 opened_at timestamptz
INSERT INTO access.emergency (person, role, office, resident_id, reason, opened_at, until)
VALUES ($1, $2, $3, $4, $5, $6, $6::timestamptz + interval '1 hour')
