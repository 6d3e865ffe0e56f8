-- Numbers of duties of everybody, as now known, by rule and state; and of those neither settled nor past their day, by the
-- Monday of the week of the last day.
-- $1 shard int, $2 on date
SELECT c.rule, NULL AS place, c.state, NULL::date AS week, sum(c.n)::bigint AS duties
FROM (
    SELECT rule, state, n FROM state_change
    WHERE shard = $1 AND grain = 'y' AND day < date_trunc('year', $2::date)::date
    UNION ALL
    SELECT rule, state, n FROM state_change
    WHERE shard = $1 AND grain = 'd' AND day >= date_trunc('year', $2::date)::date AND day <= $2
) AS c
GROUP BY c.rule, c.state
HAVING sum(c.n) <> 0
UNION ALL
SELECT NULL, NULL, NULL, c.week, sum(c.n)::bigint
FROM (
    SELECT week, n FROM week_change
    WHERE shard = $1 AND grain = 'y' AND day < date_trunc('year', $2::date)::date
        AND week >= date_trunc('week', $2::date)::date
    UNION ALL
    SELECT week, n FROM week_change
    WHERE shard = $1 AND grain = 'd' AND day >= date_trunc('year', $2::date)::date AND day <= $2
        AND week >= date_trunc('week', $2::date)::date
) AS c
GROUP BY c.week
HAVING sum(c.n) <> 0
