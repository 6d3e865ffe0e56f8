-- Bring the rows of residents to newer versions, when their new rows are in the tables already: those no longer known are
-- closed, rules and sums follow the duties, and residents, those set aside and the checkpoint say how far the rows are.
-- A checkpoint never goes back, and rows that two versions of the projection wrote are of neither.
-- $1 shard int;
-- rows no longer known: $2 tables text[], $3 residents uuid[], $4 numbers int[], $5 known_to timestamptz[];
-- residents: $6 residents uuid[], $7 versions int[], $8 opened_by text[], $9 duties int[], $10 standings int[],
-- $11 dwellings int[], $12 terms int[], $13 the name of who never had another text[], $14 sort keys text[],
-- $15 address_protected boolean[], $16 the files they are merged into uuid[], $17 those they ever were text[];
-- residents of whom nothing but the version is new: $18 residents uuid[], $19 versions int[];
-- set aside (but for those whose rows show that version by now): $20 residents uuid[], $21 versions int[] (0: not known),
-- $22 positions bigint[], $23 faults text[]; set aside no longer: $24 residents uuid[];
-- the checkpoint: $25 position bigint (0: it stays), $26 made_by text
WITH gone AS (
    SELECT * FROM unnest($2::text[], $3::uuid[], $4::int[], $5::timestamptz[]) AS g (kept_in, resident_id, number, known_to)
), new AS (
    SELECT * FROM unnest($6::uuid[], $7::int[], $8::text[], $9::int[], $10::int[], $11::int[], $12::int[], $13::text[],
        $14::text[], $15::boolean[], $16::uuid[], $17::text[])
        AS n (resident_id, version, opened_by, duties, standings, dwellings, terms, name, sort_key, address_protected,
              merged_into, once_in)
), new_duty AS (
    SELECT d.rule, d.kind, d.class, d.valid_from, d.valid_to, d.opens_on, d.due_on, d.settled, d.known_to
    FROM new AS n
    LEFT JOIN resident AS r ON r.shard = $1 AND r.resident_id = n.resident_id
    CROSS JOIN LATERAL (
        SELECT * FROM duty AS d
        WHERE d.shard = $1 AND d.resident_id = n.resident_id AND d.number >= coalesce(r.duties, 0)
    ) AS d
), old_duty AS (
    UPDATE duty AS d SET known_to = g.known_to FROM gone AS g
    WHERE g.kept_in = 'duty' AND d.shard = $1 AND d.resident_id = g.resident_id AND d.number = g.number
    RETURNING d.rule, d.valid_from, d.valid_to, d.opens_on, d.due_on, d.settled
), old_standing AS (
    UPDATE standing AS s SET known_to = g.known_to FROM gone AS g
    WHERE g.kept_in = 'standing' AND s.shard = $1 AND s.resident_id = g.resident_id AND s.number = g.number
), old_term AS (
    UPDATE term AS t SET known_to = g.known_to FROM gone AS g
    WHERE g.kept_in = 'term' AND t.shard = $1 AND t.resident_id = g.resident_id AND t.number = g.number
), old_dwelling AS (
    -- Nobody looks up a dwelling that is no longer known.
    DELETE FROM dwelling AS w USING gone AS g
    WHERE g.kept_in = 'dwelling' AND w.shard = $1 AND w.resident_id = g.resident_id AND w.number = g.number
), change AS (
    SELECT c.grain, c.day, d.rule, c.state, c.week, sum(c.n * d.sign) AS n
    FROM (
        SELECT rule, valid_from, valid_to, opens_on, due_on, settled, 1 AS sign FROM new_duty WHERE known_to = 'infinity'
        UNION ALL
        SELECT rule, valid_from, valid_to, opens_on, due_on, settled, -1 FROM old_duty
    ) AS d
    CROSS JOIN LATERAL projection.counted(d.valid_from, d.valid_to, d.opens_on, d.due_on, d.settled) AS c
    GROUP BY 1, 2, 3, 4, 5
    HAVING sum(c.n * d.sign) <> 0
), in_state AS (
    INSERT INTO state_change AS c (shard, grain, day, rule, state, n)
    SELECT $1, grain, day, rule, state, n FROM change WHERE state IS NOT NULL
    ON CONFLICT (shard, grain, day, rule, state) DO UPDATE SET n = c.n + excluded.n
), in_week AS (
    INSERT INTO week_change AS c (shard, grain, day, week, n)
    SELECT $1, grain, day, week, sum(n) FROM change WHERE week IS NOT NULL GROUP BY 2, 3, 4
    ON CONFLICT (shard, grain, day, week) DO UPDATE SET n = c.n + excluded.n
), by_rule AS (
    INSERT INTO rule AS r (shard, rule, kind, class, longest_open, shortest_window, longest_pending)
    SELECT $1, d.rule, d.kind, d.class, max(w."open"), min(w."window"), max(w.pending)
    FROM new_duty AS d
    CROSS JOIN LATERAL projection.windows(d.valid_from, d.opens_on, d.due_on, d.settled) AS w
    GROUP BY 2, 3, 4
    ON CONFLICT (shard, rule, kind, class) DO UPDATE
    SET longest_open = greatest(r.longest_open, excluded.longest_open),
        shortest_window = least(r.shortest_window, excluded.shortest_window),
        longest_pending = greatest(r.longest_pending, excluded.longest_pending)
    WHERE r.longest_open < excluded.longest_open OR r.shortest_window > excluded.shortest_window
        OR r.longest_pending < excluded.longest_pending
), of_resident AS (
    INSERT INTO resident AS r (
        shard, resident_id, version, opened_by, duties, standings, dwellings, terms, name, sort_key,
        address_protected, merged_into, once_in)
    SELECT $1, n.* FROM new AS n
    ON CONFLICT (shard, resident_id) DO UPDATE
    SET version = excluded.version, duties = excluded.duties, standings = excluded.standings,
        dwellings = excluded.dwellings, terms = excluded.terms,
        name = CASE WHEN r.name = excluded.name THEN r.name END, sort_key = excluded.sort_key,
        address_protected = excluded.address_protected, merged_into = excluded.merged_into,
        once_in = excluded.once_in
), noted AS (
    UPDATE resident AS r SET version = n.version FROM unnest($18::uuid[], $19::int[]) AS n (resident_id, version)
    WHERE r.shard = $1 AND r.resident_id = n.resident_id AND r.version < n.version
), aside AS (
    INSERT INTO projection.stuck (shard, resident_id, version, position, fault)
    SELECT $1, s.*
    FROM unnest($20::uuid[], $21::int[], $22::bigint[], $23::text[]) AS s (resident_id, version, position, fault)
    WHERE s.version = 0 OR NOT EXISTS (
        SELECT FROM resident AS r WHERE r.shard = $1 AND r.resident_id = s.resident_id AND r.version >= s.version
    )
    ON CONFLICT (shard, resident_id) DO UPDATE
    SET version = excluded.version, position = excluded.position, fault = excluded.fault
), taken_back AS (
    DELETE FROM projection.stuck WHERE shard = $1 AND resident_id = ANY ($24::uuid[])
)
INSERT INTO projection.checkpoint AS c (shard, position, made_by)
SELECT $1, $25::bigint, $26::text WHERE $25::bigint > 0
ON CONFLICT (shard) DO UPDATE
SET position = excluded.position, made_by = CASE WHEN c.made_by = excluded.made_by THEN c.made_by ELSE 'several' END
WHERE c.position < excluded.position
