-- Note that tokens were used.
-- $1 ids uuid[], $2 last_used_at timestamptz
UPDATE access.token SET last_used_at = $2 WHERE id = ANY ($1::uuid[])
