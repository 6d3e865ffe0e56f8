-- Whether any token is in force. No parameters.
SELECT EXISTS (
    SELECT FROM access.token
    WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > clock_timestamp())
)
