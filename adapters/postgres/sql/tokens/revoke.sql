-- Revoke one token, by id or by the last characters of the token; returns how many there are.
-- $1 id or tail text
WITH revoked AS (
    UPDATE access.token SET revoked_at = clock_timestamp()
    WHERE revoked_at IS NULL AND (id::text = $1 OR tail = $1)
    RETURNING 1
)
SELECT count(*)::int FROM revoked
