-- End a session, or every session of a person.
-- $1 digest bytea (null: all of the person's), $2 person text
UPDATE console.session SET ended_at = clock_timestamp()
WHERE person = $2 AND ended_at IS NULL AND digest = coalesce($1, digest)
RETURNING digest
