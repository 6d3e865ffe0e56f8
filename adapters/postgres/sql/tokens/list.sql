-- Every token, newest first. No parameters.
SELECT id, person, role, office, tail, created_at, expires_at, revoked_at, last_used_at,
    revoked_at IS NULL AND (expires_at IS NULL OR expires_at > clock_timestamp()) AS in_force
FROM access.token
ORDER BY created_at DESC, id
