-- Hashes of several stretches of one level each, stretch by stretch: level 0 are the leaves (number 0 is position 1), the others
-- kept subtrees.
-- $1 shard int, $2 levels int[], $3 first numbers bigint[], $4 end numbers bigint[] (exclusive)
SELECT s.stretch, s.level, h.index, h.hash
  FROM unnest($2::int[], $3::bigint[], $4::bigint[]) WITH ORDINALITY AS s (level, first, until, stretch)
 CROSS JOIN LATERAL (
    SELECT e.position - 1 AS index, e.leaf AS hash FROM log.event e
     WHERE s.level = 0 AND e.shard = $1 AND e.position > s.first AND e.position <= s.until
    UNION ALL
    SELECT t.index, t.hash FROM log.subtree t
     WHERE s.level > 0 AND t.shard = $1 AND t.level = s.level AND t.index >= s.first AND t.index < s.until
 ) h
 ORDER BY s.stretch, h.index;
