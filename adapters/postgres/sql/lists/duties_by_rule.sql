-- One page of duties of everybody as now known, due day first.
-- $1 shard int, $2 on date, $3 known timestamptz (infinity: everything), $4 states text[], $5 rule text or null,
-- $6 kind text or null, $7 class text or null, $8 last due day date (infinity: any, and none), $9 after due_on date,
-- $10 after resident uuid, $11 after number int, $12 limit int
WITH part AS (
    SELECT rule AS of,
        $2::date + least(CASE WHEN 'open' = ANY ($4::text[]) THEN 0 END,
            CASE WHEN 'pending' = ANY ($4::text[]) THEN min(shortest_window) END) AS live_since,
        coalesce($2::date + nullif(greatest(CASE WHEN 'open' = ANY ($4::text[]) THEN max(longest_open) END,
            CASE WHEN 'pending' = ANY ($4::text[]) THEN max(longest_pending) END), 1000000), 'infinity') AS live_until
    FROM rule
    WHERE shard = $1 AND ($5::text IS NULL OR rule = $5) AND ($6::text IS NULL OR kind = $6)
        AND ($7::text IS NULL OR class = $7)
    GROUP BY rule
), page AS (
    SELECT d.*
    FROM part
    CROSS JOIN LATERAL (
        SELECT d.resident_id, d.number, d.due_on, projection.duty_state($2, d.opens_on, d.due_on, d.settled) AS state
        FROM (
            -- Each arm is read in order, from where its state may begin.
            (SELECT resident_id, number, opens_on, due_on, NULL AS settled, valid_from, valid_to, known_from
            FROM duty
            WHERE shard = $1 AND rule = part.of AND known_to = 'infinity' AND settled IS NULL
                AND 'overdue' = ANY ($4::text[]) AND due_on < valid_to AND due_on < $2 AND opens_on <= $2
            ORDER BY due_on, resident_id, number)
            UNION ALL
            (SELECT resident_id, number, opens_on, due_on, NULL, valid_from, valid_to, known_from
            FROM duty
            WHERE shard = $1 AND rule = part.of AND known_to = 'infinity' AND settled IS NULL
                AND due_on >= part.live_since AND due_on <= part.live_until AND NOT (opens_on <= $2 AND due_on < $2)
            ORDER BY due_on, resident_id, number)
            UNION ALL
            (SELECT resident_id, number, '-infinity', due_on, 'done', valid_from, valid_to, known_from
            FROM duty
            WHERE shard = $1 AND rule = part.of AND known_to = 'infinity' AND settled = 'done'
                AND 'done' = ANY ($4::text[])
            ORDER BY due_on, resident_id, number)
            UNION ALL
            (SELECT resident_id, number, '-infinity', due_on, 'done-late', valid_from, valid_to, known_from
            FROM duty
            WHERE shard = $1 AND rule = part.of AND known_to = 'infinity' AND settled = 'done-late'
                AND 'done-late' = ANY ($4::text[])
            ORDER BY due_on, resident_id, number)
            UNION ALL
            (SELECT resident_id, number, '-infinity', due_on, 'cancelled', valid_from, valid_to, known_from
            FROM duty
            WHERE shard = $1 AND rule = part.of AND known_to = 'infinity' AND settled = 'cancelled'
                AND 'cancelled' = ANY ($4::text[])
            ORDER BY due_on, resident_id, number)
            UNION ALL
            (SELECT resident_id, number, '-infinity', due_on, 'overdue', valid_from, valid_to, known_from
            FROM duty
            WHERE shard = $1 AND rule = part.of AND known_to = 'infinity' AND settled = 'overdue'
                AND 'overdue' = ANY ($4::text[])
            ORDER BY due_on, resident_id, number)
        ) AS d
        WHERE projection.duty_state($2, d.opens_on, d.due_on, d.settled) = ANY ($4::text[])
            AND d.valid_from <= $2 AND d.valid_to >= $2 AND d.known_from <= $3
            AND d.due_on >= $9 AND (d.due_on > $9 OR (d.resident_id, d.number) > ($10, $11)) AND d.due_on <= $8
        ORDER BY d.due_on, d.resident_id, d.number
        LIMIT $12
    ) AS d
)
SELECT resident_id, number, due_on, state FROM page ORDER BY due_on, resident_id, number LIMIT $12
