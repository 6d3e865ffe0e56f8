-- Every session, the latest begun first, or the one with a digest: whether it is in force, and whether it is time to note that
-- it is used. One that was begun with a token is in force no longer than that.
-- $1 digest bytea (null: every one), $2 idle interval: how long one lasts without a request, $3 longest interval: how long at all
SELECT s.digest, s.person, s.role, s.office, s.token_id, t.tail, s.began_at, s.seen_at,
    s.ended_at IS NULL AND s.seen_at > clock_timestamp() - $2::interval AND s.began_at > clock_timestamp() - $3::interval
    AND (s.token_id IS NULL OR (t.revoked_at IS NULL AND coalesce(t.expires_at > clock_timestamp(), t.id IS NOT NULL))) AS in_force,
    s.seen_at < clock_timestamp() - interval '1 minute' AS unseen
FROM console.session s LEFT JOIN access.token t ON t.id = s.token_id
WHERE $1::bytea IS NULL OR s.digest = $1
ORDER BY s.began_at DESC, s.digest
