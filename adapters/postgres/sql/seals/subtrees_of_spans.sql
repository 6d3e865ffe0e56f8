-- Kept subtrees of several spans, span by span.
-- $1 shard int, $2 levels int[], $3 first indexes bigint[], $4 end indexes bigint[] (exclusive)
SELECT s.number, t.hash
  FROM unnest($2::int[], $3::bigint[], $4::bigint[]) WITH ORDINALITY AS s (level, first, until, number)
  JOIN log.subtree t ON t.shard = $1 AND t.level = s.level AND t.index >= s.first AND t.index < s.until
 ORDER BY s.number, t.index;
