-- Numbers of duties of residents who are reached although the place where they are on the day is not, by rule, place, state and the Monday of the week of the last day.
-- $1 shard int, $2 on date, $3 known timestamptz (infinity: everything), $4 place text or null,
-- $5 prefixes text[], $6 office text, $7 today date, $8 lately date, $9 ever boolean,
-- $10 places that rows name text[], $11 the places meant instead text[]
WITH reached AS MATERIALIZED (
    SELECT DISTINCT projection.reached($1, $5::text[], $6, $7, $8, $9, $2, $3, true, NULL) AS resident_id
)
SELECT d.rule, place.of AS place,
    projection.duty_state($2, d.opens_on, d.due_on, d.settled) AS state,
    CASE WHEN d.settled IS NULL AND d.due_on < 'infinity' AND d.due_on >= $2 THEN date_trunc('week', d.due_on)::date END AS week,
    count(*)::int AS duties
FROM (
    SELECT d.*
    FROM reached
    CROSS JOIN LATERAL (
        SELECT d.rule, d.place, d.settled, d.opens_on, d.due_on
        FROM duty AS d
        WHERE d.shard = $1 AND d.resident_id = reached.resident_id AND d.known_to = 'infinity' AND (d.settled IS NULL OR d.settled = 'overdue')
            AND d.valid_from <= $2 AND d.valid_to >= $2 AND d.known_from <= $3
        OFFSET 0
    ) AS d
    UNION ALL
    SELECT d.*
    FROM reached
    CROSS JOIN LATERAL (
        SELECT d.rule, d.place, d.settled, d.opens_on, d.due_on
        FROM duty AS d
        WHERE d.shard = $1 AND d.resident_id = reached.resident_id AND d.known_to < 'infinity' AND (d.settled IS NULL OR d.settled = 'overdue')
            AND d.valid_from <= $2 AND d.valid_to >= $2 AND d.known_from <= $3 AND d.known_to > $3
        OFFSET 0
    ) AS d
    WHERE $3 < 'infinity'::timestamptz
) AS d
CROSS JOIN LATERAL (
    SELECT coalesce(($11::text[])[array_position($10::text[], d.place)], d.place) AS of
) AS place
WHERE NOT EXISTS (SELECT FROM unnest($5::text[]) AS prefix WHERE starts_with(place.of, prefix))
    AND ($4::text IS NULL OR place.of IN ($4, '~' || $4))
GROUP BY 1, 2, 3, 4
