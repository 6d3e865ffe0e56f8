-- Seals, newest and largest first; one of an instant that no calendar here holds is given one that it was not signed for.
-- $1 shard int, $2 limit int (null: all)
SELECT size, root, CASE WHEN sealed_at BETWEEN '0001-01-02' AND '9999-12-30' THEN sealed_at ELSE '2000-01-01' END AS sealed_at,
       public_key, signature
  FROM log.seal WHERE shard = $1 ORDER BY size DESC LIMIT $2;
