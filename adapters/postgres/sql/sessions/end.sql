-- End sessions: those with these digests, and all of a person.
-- $1 digests bytea[], $2 person text (null: nobody's besides)
UPDATE console.session SET ended_at = clock_timestamp()
WHERE ended_at IS NULL AND (digest = ANY ($1::bytea[]) OR person = $2)
RETURNING digest
