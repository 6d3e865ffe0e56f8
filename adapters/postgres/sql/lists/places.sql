-- Every place whose code begins with one of these, one look into the index for each.
-- $1 shard int, $2 prefixes text[]
WITH RECURSIVE found (past, place) AS (
    SELECT prefix || '~', (
        SELECT min(s.place) FROM standing AS s
        WHERE s.shard = $1 AND s.place >= prefix AND s.place < prefix || '~')
    FROM unnest($2::text[]) AS prefix
    UNION ALL
    SELECT f.past, (
        SELECT min(s.place) FROM standing AS s WHERE s.shard = $1 AND s.place > f.place AND s.place < f.past)
    FROM found AS f
    WHERE f.place IS NOT NULL
)
SELECT DISTINCT place FROM found WHERE place IS NOT NULL
