-- One page of facts that a webhook did not take: those that are tried again, and those set aside; of each kind by position.
-- $1 shard int, $2 webhook uuid, $3 states text[], $4 after kind text, $5 after position bigint, $6 limit int
SELECT * FROM (
    SELECT 'failing' AS state, f.kind, f.position, f.fact, f.tries, f.since, NULL::timestamptz AS set_aside_at, f.next_at,
           f.failure
    FROM exchange.webhook_held AS f
    WHERE f.shard = $1 AND f.webhook_id = $2 AND f.tries > 0 AND 'failing' = ANY ($3::text[])
    UNION ALL
    SELECT 'dead', d.kind, d.position, d.fact, d.tries, d.since, d.failed_at, NULL, d.failure
    FROM exchange.webhook_dead AS d
    WHERE d.shard = $1 AND d.webhook_id = $2 AND 'dead' = ANY ($3::text[])
) AS one
WHERE (one.kind, one.position) > ($4::text, $5::bigint)
ORDER BY one.kind, one.position
LIMIT $6
