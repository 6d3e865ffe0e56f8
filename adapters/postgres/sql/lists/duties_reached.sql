-- One page of duties of some residents who are reached although the place where they are on the day is not.
-- $1 shard int, $2 on date, $3 known timestamptz (infinity: everything), $4 states text[], $5 rule text or null,
-- $6 kind text or null, $7 class text or null, $8 last due day date (infinity: any, and none), $9 after due_on date,
-- $10 after resident uuid, $11 after number int, $12 limit int,
-- $13 prefixes text[], $14 place text or null, $15 places that rows name text[], $16 the places meant instead text[],
-- $17 residents uuid[]
WITH wanted AS (
    SELECT array_agg(DISTINCT rule) AS rules
    FROM rule
    WHERE shard = $1 AND ($5::text IS NULL OR rule = $5) AND ($6::text IS NULL OR kind = $6)
        AND ($7::text IS NULL OR class = $7)
), reached AS (
    SELECT unnest($17::uuid[]) AS resident_id
), found AS (
    -- what they owe, as now known: most questions are about nothing else
    SELECT d.*
    FROM reached
    CROSS JOIN LATERAL (
        SELECT d.resident_id, d.number, d.due_on, d.opens_on, d.settled, d.place
        FROM duty AS d
        WHERE d.shard = $1 AND d.resident_id = reached.resident_id
            AND d.known_to = 'infinity' AND (d.settled IS NULL OR d.settled = 'overdue') AND d.known_from <= $3
            AND d.valid_from <= $2 AND d.valid_to >= $2
            AND d.due_on >= $9 AND (d.due_on > $9 OR (d.resident_id, d.number) > ($10, $11)) AND d.due_on <= $8
            AND (ROW($5::text, $6::text, $7::text) IS NULL OR d.rule = ANY ((SELECT rules FROM wanted)::text[]))
        OFFSET 0
    ) AS d
    UNION ALL
    SELECT d.*
    FROM reached
    CROSS JOIN LATERAL (
        SELECT d.resident_id, d.number, d.due_on, d.opens_on, d.settled, d.place
        FROM duty AS d
        WHERE d.shard = $1 AND d.resident_id = reached.resident_id
            AND NOT (d.known_to = 'infinity' AND (d.settled IS NULL OR d.settled = 'overdue'))
            AND d.known_from <= $3 AND (d.known_to > $3 OR d.known_to = 'infinity')
            AND d.valid_from <= $2 AND d.valid_to >= $2
            AND d.due_on >= $9 AND (d.due_on > $9 OR (d.resident_id, d.number) > ($10, $11)) AND d.due_on <= $8
            AND (ROW($5::text, $6::text, $7::text) IS NULL OR d.rule = ANY ((SELECT rules FROM wanted)::text[]))
        OFFSET 0
    ) AS d
    WHERE $3 < 'infinity'::timestamptz OR $4::text[] && '{done,done-late,cancelled}'
)
SELECT d.resident_id, d.number, d.due_on, s.state
FROM found AS d
CROSS JOIN LATERAL (
    SELECT projection.duty_state($2, d.opens_on, d.due_on, d.settled) AS state
) AS s
CROSS JOIN LATERAL (
    SELECT coalesce(($16::text[])[array_position($15::text[], d.place)], d.place) AS of
) AS place
WHERE s.state = ANY ($4::text[]) AND ($14::text IS NULL OR place.of IN ($14, '~' || $14))
    AND NOT EXISTS (SELECT FROM unnest($13::text[]) AS prefix WHERE starts_with(place.of, prefix))
ORDER BY d.due_on, d.resident_id, d.number
LIMIT $12
