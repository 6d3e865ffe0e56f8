-- Calendars, the newest first: the one with a digest or an id, a person's, an office's. Whether each is in force, and whether it
-- is time to note that it is read. One that was made with a token is in force no longer than that.
-- $1 digest bytea (null: any), $2 id uuid (null: any), $3 person text (null: anybody's), $4 office text (null: any), $5 limit int
SELECT c.id, c.person, c.role, c.office, c.token_id, c.about, c.kinds, c.names, c.language, c.made_at, c.read_at,
    coalesce(c.ends_at, t.expires_at) AS ends_at,
    coalesce(c.ends_at > clock_timestamp(), t.revoked_at IS NULL AND coalesce(t.expires_at > clock_timestamp(), t.id IS NOT NULL))
        AS in_force,
    coalesce(c.read_at < clock_timestamp() - interval '10 minutes', true) AS unread
FROM exchange.calendar AS c LEFT JOIN access.token AS t ON t.id = c.token_id
WHERE ($1::bytea IS NULL OR c.digest = $1) AND ($2::uuid IS NULL OR c.id = $2) AND ($3::text IS NULL OR c.person = $3)
    AND ($4::text IS NULL OR c.office = $4)
ORDER BY c.made_at DESC, c.id
LIMIT $5
