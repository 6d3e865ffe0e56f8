-- Count, over the new rows, how the numbers of duties by rule and state change. No parameters.
INSERT INTO lists_next.state_change (shard, grain, day, rule, state, n)
SELECT d.shard, e.grain, e.day, d.rule, s.state, sum(e.n)
FROM lists_next.duty AS d
CROSS JOIN LATERAL projection.counted_states(d.valid_from, d.valid_to, d.opens_on, d.due_on, d.settled) AS s
CROSS JOIN LATERAL (VALUES
    ('d'::"char", s.first, 1),
    ('y', date_trunc('year', s.first)::date, 1),
    ('d', s.last + (s.last < 'infinity')::int, -1),
    ('y', date_trunc('year', s.last + (s.last < 'infinity')::int)::date, -1)
) AS e (grain, day, n)
WHERE d.known_to = 'infinity' AND (d.settled IS NULL OR d.settled = 'overdue') AND e.day < 'infinity'
GROUP BY 1, 2, 3, 4, 5
