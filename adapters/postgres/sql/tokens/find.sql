-- The token in force with this digest.
-- $1 digest bytea
SELECT id, person, role, office
FROM access.token
WHERE digest = $1
  AND revoked_at IS NULL
  AND (expires_at IS NULL OR expires_at > clock_timestamp())
