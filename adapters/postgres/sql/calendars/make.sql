-- Keep a calendar, unless its maker has as many as one may have. Those that ended more than a year ago go.
-- $1 id uuid, $2 digest bytea, $3 person text, $4 role text, $5 office text, $6 token_id uuid (null: made without a token),
-- $7 about text (null: all that the maker reaches), $8 kinds text[] (null: all), $9 names boolean, $10 language text,
-- $11 lasting interval: how long one lasts that was made without a token, $12 at most int
WITH past AS (DELETE FROM exchange.calendar WHERE ends_at < clock_timestamp() - interval '1 year')
INSERT INTO exchange.calendar (id, digest, person, role, office, token_id, about, kinds, names, language, ends_at)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, CASE WHEN $6::uuid IS NULL THEN clock_timestamp() + $11::interval END
WHERE (SELECT count(*) FROM exchange.calendar WHERE person = $3 AND office = $5) < $12
RETURNING id
