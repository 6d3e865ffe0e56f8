-- One page of duties of some residents, due day first.
-- $1 shard int, $2 on date, $3 known timestamptz (infinity: everything), $4 states text[], $5 rule text or null,
-- $6 kind text or null, $7 class text or null, $8 last due day date (infinity: any, and none), $9 after due_on date,
-- $10 after resident uuid, $11 after number int, $12 limit int, $13 places text[] or null (all), $14 residents uuid[]
WITH wanted AS (
    SELECT array_agg(DISTINCT rule) AS rules
    FROM rule
    WHERE shard = $1 AND ($5::text IS NULL OR rule = $5) AND ($6::text IS NULL OR kind = $6)
        AND ($7::text IS NULL OR class = $7)
)
SELECT d.resident_id, d.number, d.due_on, projection.duty_state($2, d.opens_on, d.due_on, d.settled) AS state
FROM unnest($14::uuid[]) AS reached (resident_id)
CROSS JOIN LATERAL (
    -- what they owe, as now known: most questions are about nothing else
    SELECT resident_id, number, rule, place, opens_on, due_on, settled, valid_from, valid_to, known_from, known_to
    FROM duty
    WHERE shard = $1 AND resident_id = reached.resident_id AND known_to = 'infinity' AND (settled IS NULL OR settled = 'overdue')
    UNION ALL
    SELECT resident_id, number, rule, place, opens_on, due_on, settled, valid_from, valid_to, known_from, known_to
    FROM duty
    WHERE shard = $1 AND resident_id = reached.resident_id AND NOT (known_to = 'infinity' AND (settled IS NULL OR settled = 'overdue'))
        AND ($3 < 'infinity'::timestamptz OR $4::text[] && '{done,done-late,cancelled}')
) AS d
WHERE projection.duty_state($2, d.opens_on, d.due_on, d.settled) = ANY ($4::text[])
    AND d.valid_from <= $2 AND d.valid_to >= $2
    AND d.known_from <= $3 AND (d.known_to > $3 OR d.known_to = 'infinity')
    AND d.due_on >= $9 AND (d.due_on > $9 OR (d.resident_id, d.number) > ($10, $11)) AND d.due_on <= $8
    AND (ROW($5::text, $6::text, $7::text) IS NULL OR d.rule = ANY ((SELECT rules FROM wanted)::text[]))
    AND ($13::text[] IS NULL OR d.place = ANY ($13))
ORDER BY d.due_on, d.resident_id, d.number
LIMIT $12
