-- Count, over the new rows, how the numbers of duties by week of the last day change. No parameters.
INSERT INTO lists_next.week_change (shard, grain, day, week, n)
SELECT d.shard, e.grain, e.day, date_trunc('week', d.due_on)::date, sum(e.n)
FROM lists_next.duty AS d
CROSS JOIN LATERAL (VALUES
    ('d'::"char", d.valid_from, 1),
    ('y', date_trunc('year', d.valid_from)::date, 1),
    ('d', least(d.valid_to, d.due_on) + 1, -1),
    ('y', date_trunc('year', least(d.valid_to, d.due_on) + 1)::date, -1)
) AS e (grain, day, n)
WHERE d.known_to = 'infinity' AND d.settled IS NULL AND d.due_on < 'infinity' AND d.due_on >= d.valid_from
GROUP BY 1, 2, 3, 4
