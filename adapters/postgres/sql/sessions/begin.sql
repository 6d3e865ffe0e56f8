-- Begin a session of the console; those that ended or were left more than a week ago go.
-- $1 digest bytea, $2 person text, $3 role text, $4 office text, $5 token_id uuid (null: begun without a token)
WITH past AS (DELETE FROM console.session WHERE seen_at < clock_timestamp() - interval '7 days')
INSERT INTO console.session (digest, person, role, office, token_id) VALUES ($1, $2, $3, $4, $5)
