-- Keep what was typed into a form, unless it is about a resident who was erased; what is older than a week goes.
-- $1 person text, $2 path text, $3 typed text, $4 resident_id uuid
WITH past AS (
    DELETE FROM console.unsaved_form
    WHERE kept_at < clock_timestamp() - interval '7 days' AND (person, path) <> ($1, $2)
), erased AS (
    SELECT FROM log.head AS h
    JOIN log.event AS e ON e.shard = h.shard AND e.resident_id = $4 AND e.topic = 'Erased'
)
INSERT INTO console.unsaved_form (person, path, typed, resident_id)
SELECT $1, $2, $3, $4 WHERE NOT EXISTS (SELECT FROM erased)
ON CONFLICT (person, path) DO UPDATE
SET typed = excluded.typed, resident_id = excluded.resident_id, kept_at = excluded.kept_at
