-- What a person typed into the form of a page, if that is kept.
-- $1 person text, $2 path text
SELECT typed FROM console.unsaved_form
WHERE person = $1 AND path = $2 AND kept_at > clock_timestamp() - interval '7 days'
