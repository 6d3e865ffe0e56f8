-- Break the glass for one resident; see access.open_emergency.
-- $1 person text, $2 role text, $3 office text, $4 resident_id uuid, $5 reason text, $6 opened_at timestamptz, $7 most int
SELECT access.open_emergency($1, $2, $3, $4, $5, $6, $7);
