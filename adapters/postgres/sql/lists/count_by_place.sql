-- Numbers of duties in some places, by rule, place, state and the Monday of the week of the last day.
-- $1 shard int, $2 on date, $3 known timestamptz (infinity: everything), $4 places text[]
SELECT d.rule, d.place,
    projection.duty_state($2, d.opens_on, d.due_on, d.settled) AS state,
    CASE WHEN d.settled IS NULL AND d.due_on < 'infinity' AND d.due_on >= $2 THEN date_trunc('week', d.due_on)::date END AS week,
    count(*)::int AS duties
FROM unnest($4::text[]) AS part (of)
CROSS JOIN LATERAL (
    SELECT d.rule, d.place, NULL AS settled, d.opens_on, d.due_on
    FROM duty AS d
    WHERE d.shard = $1 AND d.place = part.of AND d.known_to = 'infinity' AND d.settled IS NULL
        AND d.valid_from <= $2 AND d.valid_to >= $2 AND d.known_from <= $3
    UNION ALL
    SELECT d.rule, d.place, 'overdue' AS settled, d.opens_on, d.due_on
    FROM duty AS d
    WHERE d.shard = $1 AND d.place = part.of AND d.known_to = 'infinity' AND d.settled = 'overdue'
        AND d.valid_from <= $2 AND d.valid_to >= $2 AND d.known_from <= $3
    UNION ALL
    SELECT d.rule, d.place, d.settled, d.opens_on, d.due_on
    FROM duty AS d
    WHERE d.shard = $1 AND d.place = part.of AND d.known_to < 'infinity' AND $3 < 'infinity'::timestamptz AND d.known_to > $3
        AND (d.settled IS NULL OR d.settled = 'overdue') AND d.valid_from <= $2 AND d.valid_to >= $2 AND d.known_from <= $3
) AS d
GROUP BY 1, 2, 3, 4
