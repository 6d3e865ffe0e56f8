-- One page of duties in some places, due day first; of everybody there, or of those who are reached.
-- $1 shard int, $2 on date, $3 known timestamptz (infinity: everything), $4 states text[], $5 rule text or null,
-- $6 kind text or null, $7 class text or null, $8 last due day date (infinity: any, and none), $9 after due_on date,
-- $10 after resident uuid, $11 after number int, $12 limit int, $13 places text[],
-- $14 prefixes text[] or null (everybody), $15 office text, $16 today date, $17 lately date, $18 ever boolean,
-- $19 residents left out uuid[]
WITH wanted AS (
    SELECT array_agg(DISTINCT rule) AS rules,
        $2::date + least(CASE WHEN 'open' = ANY ($4::text[]) THEN 0 END,
            CASE WHEN 'pending' = ANY ($4::text[]) THEN min(shortest_window) END) AS live_since,
        -- rules whose duties have no last day at all do not widen the range of the others
        $2::date + nullif(greatest(
            CASE WHEN 'open' = ANY ($4::text[]) THEN max(longest_open) FILTER (WHERE shortest_window < 36500) END,
            CASE WHEN 'pending' = ANY ($4::text[]) THEN max(longest_pending) FILTER (WHERE shortest_window < 36500) END
        ), 1000000) AS live_until
    FROM rule
    WHERE shard = $1 AND ($5::text IS NULL OR rule = $5) AND ($6::text IS NULL OR kind = $6)
        AND ($7::text IS NULL OR class = $7)
), part AS (
    SELECT unnest($13::text[]) AS of, live_since, coalesce(live_until, 'infinity') AS live_until FROM wanted
), page AS (
    SELECT d.*
    FROM part
    CROSS JOIN LATERAL (
        SELECT d.resident_id, d.number, d.due_on, projection.duty_state($2, d.opens_on, d.due_on, d.settled) AS state
        FROM (
            -- As now known: each arm is read in order, from where its state may begin.
            (SELECT resident_id, number, rule, opens_on, due_on, NULL AS settled, valid_from, valid_to, known_from, 'infinity'::timestamptz AS known_to
            FROM duty
            WHERE shard = $1 AND place = part.of AND known_to = 'infinity' AND settled IS NULL
                AND 'overdue' = ANY ($4::text[]) AND due_on < valid_to AND due_on < $2 AND opens_on <= $2
            ORDER BY due_on, resident_id, number)
            UNION ALL
            (SELECT resident_id, number, rule, opens_on, due_on, NULL, valid_from, valid_to, known_from, 'infinity'
            FROM duty
            WHERE shard = $1 AND place = part.of AND known_to = 'infinity' AND settled IS NULL
                AND due_on >= part.live_since AND due_on <= part.live_until AND due_on < 'infinity' AND NOT (opens_on <= $2 AND due_on < $2)
            ORDER BY due_on, resident_id, number)
            UNION ALL
            (SELECT resident_id, number, rule, opens_on, due_on, NULL, valid_from, valid_to, known_from, 'infinity'
            FROM duty
            WHERE shard = $1 AND place = part.of AND known_to = 'infinity' AND settled IS NULL AND due_on = 'infinity'
                AND '{open,pending}' && $4::text[]
            ORDER BY due_on, resident_id, number)
            UNION ALL
            (SELECT resident_id, number, rule, '-infinity', due_on, 'done', valid_from, valid_to, known_from, 'infinity'
            FROM duty
            WHERE shard = $1 AND place = part.of AND known_to = 'infinity' AND settled = 'done'
                AND 'done' = ANY ($4::text[])
            ORDER BY due_on, resident_id, number)
            UNION ALL
            (SELECT resident_id, number, rule, '-infinity', due_on, 'done-late', valid_from, valid_to, known_from, 'infinity'
            FROM duty
            WHERE shard = $1 AND place = part.of AND known_to = 'infinity' AND settled = 'done-late'
                AND 'done-late' = ANY ($4::text[])
            ORDER BY due_on, resident_id, number)
            UNION ALL
            (SELECT resident_id, number, rule, '-infinity', due_on, 'cancelled', valid_from, valid_to, known_from, 'infinity'
            FROM duty
            WHERE shard = $1 AND place = part.of AND known_to = 'infinity' AND settled = 'cancelled'
                AND 'cancelled' = ANY ($4::text[])
            ORDER BY due_on, resident_id, number)
            UNION ALL
            (SELECT resident_id, number, rule, '-infinity', due_on, 'overdue', valid_from, valid_to, known_from, 'infinity'
            FROM duty
            WHERE shard = $1 AND place = part.of AND known_to = 'infinity' AND settled = 'overdue'
                AND 'overdue' = ANY ($4::text[])
            ORDER BY due_on, resident_id, number)
            UNION ALL
            -- As known once: what was overdue when it was replaced, or fell due after the moment asked about; then the others.
            (SELECT resident_id, number, rule, opens_on, due_on, settled, valid_from, valid_to, known_from, known_to
            FROM duty
            WHERE shard = $1 AND place = part.of AND known_to < 'infinity' AND $3 < 'infinity'::timestamptz
                AND (settled = 'overdue' OR settled IS NULL AND due_on < (known_to AT TIME ZONE 'UTC')::date)
                AND 'overdue' = ANY ($4::text[]) AND (settled = 'overdue' OR due_on < $2 AND opens_on <= $2)
            ORDER BY due_on, resident_id, number)
            UNION ALL
            (SELECT resident_id, number, rule, opens_on, due_on, NULL, valid_from, valid_to, known_from, known_to
            FROM duty
            WHERE shard = $1 AND place = part.of AND known_to < 'infinity' AND $3 < 'infinity'::timestamptz AND settled IS NULL
                AND 'overdue' = ANY ($4::text[]) AND due_on < $2 AND opens_on <= $2
                AND due_on >= (known_to AT TIME ZONE 'UTC')::date
                AND due_on >= ($3 AT TIME ZONE 'UTC')::date
            ORDER BY due_on, resident_id, number)
            UNION ALL
            (SELECT resident_id, number, rule, opens_on, due_on, NULL, valid_from, valid_to, known_from, known_to
            FROM duty
            WHERE shard = $1 AND place = part.of AND known_to < 'infinity' AND $3 < 'infinity'::timestamptz AND settled IS NULL
                AND due_on >= part.live_since AND due_on <= part.live_until AND due_on < 'infinity' AND NOT (opens_on <= $2 AND due_on < $2)
            ORDER BY due_on, resident_id, number)
            UNION ALL
            (SELECT resident_id, number, rule, opens_on, due_on, NULL, valid_from, valid_to, known_from, known_to
            FROM duty
            WHERE shard = $1 AND place = part.of AND known_to < 'infinity' AND $3 < 'infinity'::timestamptz AND settled IS NULL AND due_on = 'infinity'
                AND '{open,pending}' && $4::text[]
            ORDER BY due_on, resident_id, number)
            UNION ALL
            (SELECT resident_id, number, rule, '-infinity', due_on, settled, valid_from, valid_to, known_from, known_to
            FROM duty
            WHERE shard = $1 AND place = part.of AND known_to < 'infinity' AND $3 < 'infinity'::timestamptz AND settled IS NOT NULL
                AND settled <> 'overdue' AND '{done,done-late,cancelled}' && $4::text[]
            ORDER BY due_on, resident_id, number)
        ) AS d
        WHERE projection.duty_state($2, d.opens_on, d.due_on, d.settled) = ANY ($4::text[])
            AND d.valid_from <= $2 AND d.valid_to >= $2
            AND d.known_from <= $3 AND (d.known_to > $3 OR d.known_to = 'infinity')
            AND d.due_on >= $9 AND (d.due_on > $9 OR (d.resident_id, d.number) > ($10, $11)) AND d.due_on <= $8
            AND (ROW($5::text, $6::text, $7::text) IS NULL OR d.rule = ANY ((SELECT rules FROM wanted)::text[]))
            AND d.resident_id <> ALL ($19::uuid[])
            AND ($14::text[] IS NULL OR EXISTS (
                SELECT FROM dwelling AS w
                WHERE w.shard = $1 AND w.resident_id = d.resident_id AND w.known_to = 'infinity'
                    AND projection.reaches(w.place, w.opened_by, w.valid_from, w.valid_to, $14, $15, $16, $17, $18)
                OFFSET 0
            ))
        ORDER BY d.due_on, d.resident_id, d.number
        LIMIT $12
    ) AS d
)
SELECT resident_id, number, due_on, state FROM page ORDER BY due_on, resident_id, number LIMIT $12
