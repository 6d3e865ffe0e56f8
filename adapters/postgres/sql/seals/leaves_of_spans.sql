-- Leaves of several spans, span by span.
-- $1 shard int, $2 first leaves bigint[], $3 end leaves bigint[] (exclusive; leaf 0 is position 1)
SELECT s.number, e.leaf
  FROM unnest($2::bigint[], $3::bigint[]) WITH ORDINALITY AS s (first, until, number)
  JOIN log.event e ON e.shard = $1 AND e.position > s.first AND e.position <= s.until
 ORDER BY s.number, e.position;
