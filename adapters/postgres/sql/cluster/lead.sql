-- Become the one who does something for as long as this session lives, false while somebody else is; or stop being it.
-- The server ends the session when its process is silent for so long (0: never).
-- $1 shard int, $2 what text ('zairyu.projector', 'zairyu.rebuild'), $3 how text ('become', 'leave'), $4 silence text
SELECT CASE WHEN $3 = 'become' THEN pg_try_advisory_lock(what.key) ELSE pg_advisory_unlock(what.key) END
    AND set_config('idle_session_timeout', $4::text, false) IS NOT NULL
    AND set_config('idle_in_transaction_session_timeout', $4::text, false) IS NOT NULL
FROM hashtextextended($2::text, $1::int) AS what (key)
