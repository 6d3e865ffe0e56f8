-- Note that a session is used.
-- $1 digest bytea
UPDATE console.session SET seen_at = clock_timestamp() WHERE digest = $1 AND ended_at IS NULL
