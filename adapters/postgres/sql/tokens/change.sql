-- Note that tokens were used, or revoke them.
-- $1 ids uuid[], $2 last_used_at timestamptz (null: revoke them)
UPDATE access.token
SET last_used_at = coalesce($2, last_used_at),
    revoked_at = CASE WHEN $2::timestamptz IS NULL THEN clock_timestamp() ELSE revoked_at END
WHERE id = ANY ($1::uuid[])
