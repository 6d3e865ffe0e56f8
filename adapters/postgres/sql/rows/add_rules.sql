-- Remember the rules that rows name, with kind, class and the widest of their windows in days.
-- $1 shard int, $2 rules text[], $3 kinds text[], $4 classes text[], $5 longest open int[], $6 shortest window int[],
-- $7 longest pending int[]
INSERT INTO lists.rule AS r (shard, rule, kind, class, longest_open, shortest_window, longest_pending)
SELECT $1, n.* FROM unnest($2::text[], $3::text[], $4::text[], $5::int[], $6::int[], $7::int[]) AS n
ON CONFLICT (shard, rule, kind, class) DO UPDATE
SET longest_open = greatest(r.longest_open, excluded.longest_open),
    shortest_window = least(r.shortest_window, excluded.shortest_window),
    longest_pending = greatest(r.longest_pending, excluded.longest_pending)
WHERE (r.longest_open, r.longest_pending, -r.shortest_window)
    IS DISTINCT FROM (greatest(r.longest_open, excluded.longest_open),
        greatest(r.longest_pending, excluded.longest_pending), -least(r.shortest_window, excluded.shortest_window))
