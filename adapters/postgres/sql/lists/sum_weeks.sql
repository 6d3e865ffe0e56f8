-- Numbers of duties neither settled nor past their day, by week of the last day, of everybody, as now known.
-- $1 shard int, $2 on date
SELECT c.week, sum(c.n)::bigint AS duties
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
ORDER BY c.week
