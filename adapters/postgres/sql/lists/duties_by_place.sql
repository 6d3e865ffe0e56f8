-- One page of duties in some places, due day first.
-- $1 shard int, $2 on date, $3 known timestamptz (infinity: everything), $4 states text[], $5 rule text or null,
-- $6 kind text or null, $7 class text or null, $8 last due day date (infinity: any, and none), $9 after due_on date,
-- $10 after resident uuid, $11 after number int, $12 limit int, $13 places text[]
WITH wanted AS (
    SELECT array_agg(DISTINCT rule) AS rules,
        -- rules whose duties have no last day at all do not widen the range of the others
        CASE WHEN coalesce(max(longest_open) FILTER (WHERE shortest_window < 36500), 0) < 1000000
            THEN $2::date + coalesce(max(longest_open) FILTER (WHERE shortest_window < 36500), 0)
            ELSE 'infinity'::date END AS open_until,
        coalesce(max(longest_open), 0) >= 1000000 AS endless,
        $2::date + min(shortest_window) AS pending_since,
        CASE WHEN max(longest_pending) < 1000000 THEN $2::date + max(longest_pending) ELSE 'infinity'::date END AS pending_until
    FROM rule
    WHERE shard = $1 AND ($5::text IS NULL OR rule = $5) AND ($6::text IS NULL OR kind = $6)
        AND ($7::text IS NULL OR class = $7)
), part AS (
    SELECT unnest($13::text[]) AS of, open_until, endless, pending_since, pending_until FROM wanted
), found AS (
    SELECT now.*
    FROM part
    CROSS JOIN LATERAL (
        (SELECT d.resident_id, d.number, d.due_on, 'overdue' AS state
        FROM duty AS d
        WHERE d.shard = $1 AND d.place = part.of AND d.known_to = 'infinity' AND d.settled IS NULL
            AND 'overdue' = ANY ($4::text[]) AND d.opens_on <= $2 AND d.due_on < $2
            AND d.due_on < d.valid_to
            AND d.valid_from <= $2 AND d.valid_to >= $2 AND d.known_from <= $3
            AND d.due_on >= $9 AND (d.due_on > $9 OR (d.resident_id, d.number) > ($10, $11)) AND d.due_on <= $8
            AND (ROW($5::text, $6::text, $7::text) IS NULL OR d.rule = ANY ((SELECT rules FROM wanted)::text[]))
        ORDER BY d.due_on, d.resident_id, d.number
        LIMIT $12)
        UNION ALL
        (SELECT d.resident_id, d.number, d.due_on, 'open' AS state
        FROM duty AS d
        WHERE d.shard = $1 AND d.place = part.of AND d.known_to = 'infinity' AND d.settled IS NULL
            AND 'open' = ANY ($4::text[]) AND d.opens_on <= $2 AND d.due_on >= $2
            AND d.due_on <= part.open_until AND d.due_on < 'infinity'
            AND d.valid_from <= $2 AND d.valid_to >= $2 AND d.known_from <= $3
            AND d.due_on >= $9 AND (d.due_on > $9 OR (d.resident_id, d.number) > ($10, $11)) AND d.due_on <= $8
            AND (ROW($5::text, $6::text, $7::text) IS NULL OR d.rule = ANY ((SELECT rules FROM wanted)::text[]))
        ORDER BY d.due_on, d.resident_id, d.number
        LIMIT $12)
        UNION ALL
        (SELECT d.resident_id, d.number, d.due_on, 'open' AS state
        FROM duty AS d
        WHERE d.shard = $1 AND d.place = part.of AND d.known_to = 'infinity' AND d.settled IS NULL
            AND 'open' = ANY ($4::text[]) AND d.opens_on <= $2 AND d.due_on = 'infinity' AND part.endless
            AND d.valid_from <= $2 AND d.valid_to >= $2 AND d.known_from <= $3
            AND d.due_on >= $9 AND (d.due_on > $9 OR (d.resident_id, d.number) > ($10, $11)) AND d.due_on <= $8
            AND (ROW($5::text, $6::text, $7::text) IS NULL OR d.rule = ANY ((SELECT rules FROM wanted)::text[]))
        ORDER BY d.resident_id, d.number
        LIMIT $12)
        UNION ALL
        (SELECT d.resident_id, d.number, d.due_on, 'pending' AS state
        FROM duty AS d
        WHERE d.shard = $1 AND d.place = part.of AND d.known_to = 'infinity' AND d.settled IS NULL
            AND 'pending' = ANY ($4::text[]) AND d.opens_on > $2 AND d.due_on >= part.pending_since
            AND d.due_on <= part.pending_until
            AND d.valid_from <= $2 AND d.valid_to >= $2 AND d.known_from <= $3
            AND d.due_on >= $9 AND (d.due_on > $9 OR (d.resident_id, d.number) > ($10, $11)) AND d.due_on <= $8
            AND (ROW($5::text, $6::text, $7::text) IS NULL OR d.rule = ANY ((SELECT rules FROM wanted)::text[]))
        ORDER BY d.due_on, d.resident_id, d.number
        LIMIT $12)
        UNION ALL
        (SELECT s.*
        FROM unnest($4::text[]) AS of (state)
        CROSS JOIN LATERAL (
            SELECT d.resident_id, d.number, d.due_on, d.settled AS state
            FROM duty AS d
            WHERE d.shard = $1 AND d.place = part.of AND d.known_to = 'infinity' AND d.settled = of.state
                AND d.valid_from <= $2 AND d.valid_to >= $2 AND d.known_from <= $3
                AND d.due_on >= $9 AND (d.due_on > $9 OR (d.resident_id, d.number) > ($10, $11)) AND d.due_on <= $8
                AND (ROW($5::text, $6::text, $7::text) IS NULL OR d.rule = ANY ((SELECT rules FROM wanted)::text[]))
            ORDER BY d.due_on, d.resident_id, d.number
            LIMIT $12
        ) AS s)
        UNION ALL
        (SELECT d.resident_id, d.number, d.due_on,
            projection.duty_state($2, d.opens_on, d.due_on, d.settled) AS state
        FROM duty AS d
        WHERE d.shard = $1 AND d.place = part.of AND d.known_to < 'infinity' AND $3 < 'infinity'::timestamptz
            AND d.known_from <= $3 AND d.known_to > $3 AND d.valid_from <= $2 AND d.valid_to >= $2
            AND d.due_on >= $9 AND (d.due_on > $9 OR (d.resident_id, d.number) > ($10, $11)) AND d.due_on <= $8
            AND (ROW($5::text, $6::text, $7::text) IS NULL OR d.rule = ANY ((SELECT rules FROM wanted)::text[]))
            AND projection.duty_state($2, d.opens_on, d.due_on, d.settled) = ANY ($4::text[])
        ORDER BY d.due_on, d.resident_id, d.number
        LIMIT $12)
    ) AS now
)
SELECT resident_id, number, due_on, state FROM found ORDER BY due_on, resident_id, number LIMIT $12
