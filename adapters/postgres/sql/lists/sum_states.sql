-- Numbers of duties by rule and state, of everybody, as now known.
-- $1 shard int, $2 on date
SELECT c.rule, c.state, sum(c.n)::bigint AS duties
FROM (
    SELECT rule, state, n FROM state_change
    WHERE shard = $1 AND grain = 'y' AND day < date_trunc('year', $2::date)::date
    UNION ALL
    SELECT rule, state, n FROM state_change
    WHERE shard = $1 AND grain = 'd' AND day >= date_trunc('year', $2::date)::date AND day <= $2
) AS c
GROUP BY c.rule, c.state
