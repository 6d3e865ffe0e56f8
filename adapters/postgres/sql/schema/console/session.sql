-- Who is signed in at the console, or was: the SHA-256 of a session's id, whom it names, and the token that it was begun with
-- (null: without one). Sessions that ended stay for a week, so that what was typed into a form of theirs can be given back to
-- the same person.
CREATE TABLE console.session (
    digest bytea PRIMARY KEY,
    person text NOT NULL,
    role text NOT NULL,
    office text NOT NULL,
    token_id uuid,
    began_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at timestamptz
);
CREATE INDEX session_person ON console.session (person);
