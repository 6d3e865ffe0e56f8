-- Gather the rules that the new rows name, with the widest of their windows in days. No parameters.
INSERT INTO lists_next.rule (shard, rule, kind, class, longest_open, shortest_window, longest_pending)
SELECT shard, rule, kind, class,
    coalesce(max(CASE WHEN due_on = 'infinity' THEN 1000000 ELSE due_on - greatest(opens_on, valid_from) END)
        FILTER (WHERE settled IS NULL AND opens_on < 'infinity'), 0),
    coalesce(min(CASE WHEN opens_on = 'infinity' THEN -36500 ELSE due_on - opens_on END)
        FILTER (WHERE settled IS NULL AND due_on < 'infinity'), 36500),
    coalesce(max(CASE WHEN due_on = 'infinity' THEN 1000000 ELSE due_on - valid_from END)
        FILTER (WHERE settled IS NULL AND opens_on > valid_from), 0)
FROM lists_next.duty
GROUP BY shard, rule, kind, class
