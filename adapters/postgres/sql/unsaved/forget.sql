-- Forget what a person typed into the form of a page, or all that was typed about some residents.
-- $1 person text, $2 path text, $3 residents uuid[] (null: the person's of that page)
DELETE FROM console.unsaved_form WHERE CASE WHEN $3::uuid[] IS NULL THEN person = $1 AND path = $2 ELSE resident_id = ANY ($3) END
