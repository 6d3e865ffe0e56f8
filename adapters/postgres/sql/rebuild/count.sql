-- Sums and rules of all rows, once they are there; nothing when it has been done.
-- $1 shard int
WITH change AS (
    SELECT c.grain, c.day, d.rule, c.state, c.week, sum(c.n) AS n
    FROM duty AS d
    CROSS JOIN LATERAL projection.counted(d.valid_from, d.valid_to, d.opens_on, d.due_on, d.settled) AS c
    WHERE d.shard = $1 AND d.known_to = 'infinity' AND NOT EXISTS (SELECT FROM state_change WHERE shard = $1)
    GROUP BY 1, 2, 3, 4, 5
    HAVING sum(c.n) <> 0
), in_state AS (
    INSERT INTO state_change (shard, grain, day, rule, state, n)
    SELECT $1, grain, day, rule, state, n FROM change WHERE state IS NOT NULL
), in_week AS (
    INSERT INTO week_change (shard, grain, day, week, n)
    SELECT $1, grain, day, week, sum(n) FROM change WHERE week IS NOT NULL GROUP BY 2, 3, 4
)
INSERT INTO rule (shard, rule, kind, class, longest_open, shortest_window, longest_pending)
SELECT $1, d.rule, d.kind, d.class, max(w."open"), min(w."window"), max(w.pending)
FROM duty AS d
CROSS JOIN LATERAL projection.windows(d.valid_from, d.opens_on, d.due_on, d.settled) AS w
WHERE d.shard = $1 AND NOT EXISTS (SELECT FROM rule WHERE shard = $1)
GROUP BY 2, 3, 4
