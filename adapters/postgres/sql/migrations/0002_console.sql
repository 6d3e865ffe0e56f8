-- Sessions of the console, what was typed when they had ended, and an index by which a person's own looks are found.
CREATE INDEX look_person ON access.look (person, id) WHERE cardinality(residents) = 1;

CREATE SCHEMA IF NOT EXISTS console AUTHORIZATION zairyu_app;
SET LOCAL ROLE zairyu_app;

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

-- Forms of the console that were sent after the session had ended: what was typed, kept for the same person and page for a week,
-- or until it is saved, put away, or the resident is erased.
CREATE TABLE console.unsaved_form (
    person text NOT NULL,
    path text NOT NULL,
    typed text NOT NULL,
    resident_id uuid,
    kept_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (person, path)
);
CREATE INDEX unsaved_form_resident ON console.unsaved_form (resident_id);
