-- Every token, newest first, or the one with a digest, and whether it is in force.
-- $1 digest bytea (null: every one)
SELECT id, person, role, office, tail, created_at, expires_at, revoked_at, last_used_at,
    revoked_at IS NULL AND (expires_at IS NULL OR expires_at > clock_timestamp()) AS in_force
FROM access.token
WHERE $1::bytea IS NULL OR digest = $1
ORDER BY created_at DESC, id
