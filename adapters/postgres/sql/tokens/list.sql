-- Every token, newest first. No parameters.
SELECT id, person, role, office, tail, created_at, expires_at, revoked_at, last_used_at
FROM access.token
ORDER BY created_at DESC, id
