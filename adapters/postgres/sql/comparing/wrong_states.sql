-- In how many places the sums of summaries differ from what the rows in use add up to.
-- $1 shard int
WITH made (shard, grain, day, rule, state, n) AS (
SELECT d.shard, e.grain, e.day, d.rule, s.state, sum(e.n)
FROM lists.duty AS d
CROSS JOIN LATERAL projection.counted_states(d.valid_from, d.valid_to, d.opens_on, d.due_on, d.settled) AS s
CROSS JOIN LATERAL (VALUES
    ('d'::"char", s.first, 1),
    ('y', date_trunc('year', s.first)::date, 1),
    ('d', s.last + (s.last < 'infinity')::int, -1),
    ('y', date_trunc('year', s.last + (s.last < 'infinity')::int)::date, -1)
) AS e (grain, day, n)
WHERE d.shard = $1 AND d.known_to = 'infinity' AND (d.settled IS NULL OR d.settled = 'overdue') AND e.day < 'infinity'
GROUP BY 1, 2, 3, 4, 5
), kept AS (
SELECT shard, grain, day, rule, state, n FROM lists.state_change WHERE shard = $1
)
SELECT count(*)
FROM made FULL JOIN kept USING (shard, grain, day, rule, state)
WHERE coalesce(made.n, 0) <> coalesce(kept.n, 0)
