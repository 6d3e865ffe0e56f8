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
