-- Numbers of duties by rule, place and state; by the Monday of the week of the last day (rule and state null); and, asked
-- for, by state and a last day that is soon (rule null): of everybody, or of some places and of residents who are reached
-- although the place where they are on the day is not the caller's.
-- $1 shard int, $2 on date, $3 known timestamptz (infinity: everything), $4 places text[] or null (everywhere),
-- $5 municipality text or null, $6 prefixes text[] or null (nobody is reached otherwise), $7 office text, $8 today date,
-- $9 lately date, $10 ever boolean, $11 places that rows name text[], $12 the places meant instead text[],
-- $13 soon date (last days through it are told apart) or null, $14 whether places are told apart boolean,
-- $15 residents whose place is not told uuid[] (they count as without one), $16 residents left out uuid[]
WITH reached AS MATERIALIZED (
    SELECT DISTINCT projection.reached($1, $6::text[], $7, $8, $9, $10, $2, $3, true, NULL) AS resident_id
    WHERE $6::text[] IS NOT NULL
), owed AS (
    SELECT d.resident_id, d.rule, d.place, d.settled, d.opens_on, d.due_on
    FROM duty AS d
    WHERE d.shard = $1 AND $4::text[] IS NULL AND (d.settled IS NULL OR d.settled = 'overdue')
        AND d.valid_from <= $2 AND d.valid_to >= $2 AND d.known_from <= $3 AND (d.known_to > $3 OR d.known_to = 'infinity')
    UNION ALL
    SELECT d.*
    FROM unnest($4::text[]) AS part (of)
    CROSS JOIN LATERAL (
        SELECT d.resident_id, d.rule, d.place, NULL AS settled, d.opens_on, d.due_on
        FROM duty AS d
        WHERE d.shard = $1 AND d.place = part.of AND d.known_to = 'infinity' AND d.settled IS NULL
            AND d.valid_from <= $2 AND d.valid_to >= $2 AND d.known_from <= $3
        UNION ALL
        SELECT d.resident_id, d.rule, d.place, 'overdue' AS settled, d.opens_on, d.due_on
        FROM duty AS d
        WHERE d.shard = $1 AND d.place = part.of AND d.known_to = 'infinity' AND d.settled = 'overdue'
            AND d.valid_from <= $2 AND d.valid_to >= $2 AND d.known_from <= $3
        UNION ALL
        SELECT d.resident_id, d.rule, d.place, d.settled, d.opens_on, d.due_on
        FROM duty AS d
        WHERE d.shard = $1 AND d.place = part.of AND d.known_to < 'infinity' AND $3 < 'infinity'::timestamptz AND d.known_to > $3
            AND (d.settled IS NULL OR d.settled = 'overdue') AND d.valid_from <= $2 AND d.valid_to >= $2 AND d.known_from <= $3
    ) AS d
    UNION ALL
    SELECT d.resident_id, d.rule, meant.place, d.settled, d.opens_on, d.due_on
    FROM reached
    CROSS JOIN LATERAL (
        SELECT d.resident_id, d.rule, d.place, d.settled, d.opens_on, d.due_on
        FROM duty AS d
        WHERE d.shard = $1 AND d.resident_id = reached.resident_id AND d.known_to = 'infinity' AND (d.settled IS NULL OR d.settled = 'overdue')
            AND d.valid_from <= $2 AND d.valid_to >= $2 AND d.known_from <= $3
        UNION ALL
        SELECT d.resident_id, d.rule, d.place, d.settled, d.opens_on, d.due_on
        FROM duty AS d
        WHERE d.shard = $1 AND d.resident_id = reached.resident_id AND d.known_to < 'infinity' AND $3 < 'infinity'::timestamptz
            AND (d.settled IS NULL OR d.settled = 'overdue')
            AND d.valid_from <= $2 AND d.valid_to >= $2 AND d.known_from <= $3 AND d.known_to > $3
        OFFSET 0
    ) AS d
    CROSS JOIN LATERAL (SELECT coalesce(($12::text[])[array_position($11::text[], d.place)], d.place) AS place) AS meant
    WHERE NOT meant.place ^@ ANY ($6::text[]) AND ($5::text IS NULL OR meant.place IN ($5, '~' || $5))
)
SELECT rule, place, state, week, soon, count(*)::int AS duties
FROM (
    SELECT rule, CASE WHEN NOT $14 THEN '' WHEN resident_id = ANY ($15::uuid[]) THEN '~' ELSE place END AS place,
        projection.duty_state($2, opens_on, due_on, settled) AS state,
        -- The first day of the first year was a Monday.
        CASE WHEN settled IS NULL AND due_on < 'infinity' AND due_on >= $2
            THEN due_on - (due_on - '0001-01-01'::date) % 7 END AS week,
        CASE WHEN settled IS NULL AND due_on BETWEEN $2 AND $13::date THEN due_on END AS soon
    FROM owed
    WHERE resident_id <> ALL ($16::uuid[])
) AS owed
GROUP BY GROUPING SETS ((rule, place, state), (week), (state, soon))
HAVING rule IS NOT NULL OR week IS NOT NULL OR $13 IS NOT NULL AND state IS NOT NULL
