-- Gather the rules that the new rows name. No parameters.
INSERT INTO lists_next.rule
SELECT shard, rule, kind, class FROM lists_next.duty
EXCEPT
SELECT shard, rule, kind, class FROM lists_next.rule
