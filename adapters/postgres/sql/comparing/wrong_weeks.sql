-- In how many places the sums of summaries differ from what the rows in use add up to.
-- $1 shard int
WITH made (shard, grain, day, week, n) AS (
SELECT d.shard, e.grain, e.day, date_trunc('week', d.due_on)::date, sum(e.n)
FROM lists.duty AS d
CROSS JOIN LATERAL (VALUES
    ('d'::"char", d.valid_from, 1),
    ('y', date_trunc('year', d.valid_from)::date, 1),
    ('d', least(d.valid_to, d.due_on) + 1, -1),
    ('y', date_trunc('year', least(d.valid_to, d.due_on) + 1)::date, -1)
) AS e (grain, day, n)
WHERE d.shard = $1 AND d.known_to = 'infinity' AND d.settled IS NULL AND d.due_on < 'infinity' AND d.due_on >= d.valid_from
GROUP BY 1, 2, 3, 4
), kept AS (
SELECT shard, grain, day, week, n FROM lists.week_change WHERE shard = $1
)
SELECT count(*)
FROM made FULL JOIN kept USING (shard, grain, day, week)
WHERE coalesce(made.n, 0) <> coalesce(kept.n, 0)
