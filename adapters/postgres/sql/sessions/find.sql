-- Whom a session names, whether it is in force, and whether it is time to note that it is used.
-- $1 digest bytea, $2 idle interval: how long it lasts without a request, $3 longest interval: how long at all
SELECT person, role, office,
    ended_at IS NULL AND seen_at > clock_timestamp() - $2::interval AND began_at > clock_timestamp() - $3::interval AS in_force,
    seen_at < clock_timestamp() - interval '1 minute' AS unseen
FROM console.session
WHERE digest = $1
