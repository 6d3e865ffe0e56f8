-- What is wrong with the rows in use that shows without folding anybody: of residents who are on one side only, some; of
-- sums and rules, in how many places they differ from what the rows add up to.
-- $1 shard int, $2 limit int
WITH change AS (
    SELECT c.grain, c.day, d.rule, c.state, c.week, sum(c.n) AS n
    FROM duty AS d
    CROSS JOIN LATERAL projection.counted(d.valid_from, d.valid_to, d.opens_on, d.due_on, d.settled) AS c
    WHERE d.shard = $1 AND d.known_to = 'infinity'
    GROUP BY 1, 2, 3, 4, 5
), in_week AS (
    SELECT grain, day, week, sum(n) AS n FROM change WHERE week IS NOT NULL GROUP BY 1, 2, 3
)
(SELECT 'without rows' AS fault, k.resident_id, NULL::bigint AS places
FROM keys.data_key AS k
JOIN log.event AS e ON e.shard = k.shard AND e.resident_id = k.resident_id AND e.version = 1
WHERE k.shard = $1 AND e.position <= (SELECT c.position FROM projection.checkpoint AS c WHERE c.shard = $1)
    AND NOT EXISTS (SELECT FROM resident AS r WHERE r.shard = k.shard AND r.resident_id = k.resident_id)
    AND NOT EXISTS (SELECT FROM projection.stuck AS s WHERE s.shard = k.shard AND s.resident_id = k.resident_id)
LIMIT $2)
UNION ALL
(SELECT 'rows alone', o.resident_id, NULL
FROM (
    SELECT r.resident_id FROM resident AS r
    WHERE r.shard = $1
        AND NOT EXISTS (SELECT FROM keys.data_key AS k WHERE k.shard = r.shard AND k.resident_id = r.resident_id)
    UNION
    SELECT o.resident_id
    FROM (
        SELECT d.resident_id FROM duty AS d WHERE d.shard = $1
        UNION ALL
        SELECT s.resident_id FROM standing AS s WHERE s.shard = $1
        UNION ALL
        SELECT w.resident_id FROM dwelling AS w WHERE w.shard = $1
        UNION ALL
        SELECT t.resident_id FROM term AS t WHERE t.shard = $1
    ) AS o
    WHERE NOT EXISTS (SELECT FROM resident AS r WHERE r.shard = $1 AND r.resident_id = o.resident_id)
) AS o
LIMIT $2)
UNION ALL
SELECT 'states', NULL, count(*)
FROM (SELECT grain, day, rule, state, n FROM change WHERE state IS NOT NULL) AS made
FULL JOIN (SELECT grain, day, rule, state, n FROM state_change WHERE shard = $1) AS kept USING (grain, day, rule, state)
WHERE coalesce(made.n, 0) <> coalesce(kept.n, 0)
UNION ALL
SELECT 'weeks', NULL, count(*)
FROM in_week AS made
FULL JOIN (SELECT grain, day, week, n FROM week_change WHERE shard = $1) AS kept USING (grain, day, week)
WHERE coalesce(made.n, 0) <> coalesce(kept.n, 0)
UNION ALL
SELECT 'rules', NULL, count(*)
FROM (
    SELECT d.rule, d.kind, d.class, max(w."open") AS open, min(w."window") AS window, max(w.pending) AS pending
    FROM duty AS d
    CROSS JOIN LATERAL projection.windows(d.valid_from, d.opens_on, d.due_on, d.settled) AS w
    WHERE d.shard = $1
    GROUP BY 1, 2, 3
) AS made
LEFT JOIN rule AS kept ON kept.shard = $1 AND kept.rule = made.rule AND kept.kind = made.kind AND kept.class = made.class
WHERE kept.rule IS NULL OR kept.longest_open < made.open OR kept.shortest_window > made.window
    OR kept.longest_pending < made.pending
