-- Keep what was typed into a form; what is older than a week goes.
-- $1 person text, $2 path text, $3 typed text, $4 resident_id uuid
WITH past AS (
    DELETE FROM console.unsaved_form
    WHERE kept_at < clock_timestamp() - interval '7 days' AND (person, path) <> ($1, $2)
)
INSERT INTO console.unsaved_form (person, path, typed, resident_id) VALUES ($1, $2, $3, $4)
ON CONFLICT (person, path) DO UPDATE
SET typed = excluded.typed, resident_id = excluded.resident_id, kept_at = excluded.kept_at
