-- Every rule that a row names, with the widths of its windows; see lists.rule.
-- $1 shard int
SELECT rule, kind, class, longest_open, shortest_window, longest_pending FROM lists.rule WHERE shard = $1
