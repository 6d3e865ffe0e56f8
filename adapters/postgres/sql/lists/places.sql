-- Every place that rows name, one look into the index for each.
-- $1 shard int
WITH RECURSIVE found (place) AS (
    SELECT min(s.place) FROM standing AS s WHERE s.shard = $1
    UNION ALL
    SELECT (SELECT min(s.place) FROM standing AS s WHERE s.shard = $1 AND s.place > f.place)
    FROM found AS f
    WHERE f.place IS NOT NULL
)
SELECT place FROM found WHERE place IS NOT NULL
