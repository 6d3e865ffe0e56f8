-- Break the glass for one resident, for one hour, unless the person has opened as many in the last hour as they may.
-- $1 person text, $2 role text, $3 office text, $4 resident_id uuid, $5 reason text, $6 opened_at timestamptz, $7 most int
INSERT INTO access.emergency (person, role, office, resident_id, reason, opened_at, until)
SELECT $1, $2, $3, $4, $5, $6, $6::timestamptz + interval '1 hour'
WHERE (SELECT count(*) FROM access.emergency WHERE person = $1 AND until > $6) < $7
RETURNING id
