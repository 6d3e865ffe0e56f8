-- Places that rows name, with the place meant by each: those that begin with a prefix, one look into the index for each;
-- and the place on the day of whoever moves often, whose duties name none.
-- $1 shard int, $2 on date, $3 known timestamptz (infinity: everything), $4 prefixes text[]
WITH RECURSIVE district (past, place) AS (
    SELECT prefix || chr(1114111), (
        SELECT min(s.place) FROM standing AS s
        WHERE s.shard = $1 AND s.place >= prefix AND s.place < prefix || chr(1114111))
    FROM unnest($4::text[]) AS prefix
    UNION ALL
    SELECT d.past, (SELECT min(s.place) FROM standing AS s WHERE s.shard = $1 AND s.place > d.place AND s.place < d.past)
    FROM district AS d
    WHERE d.place IS NOT NULL
)
SELECT place AS named, place FROM district WHERE place IS NOT NULL
UNION ALL
SELECT '*' || r.resident_id, s.place
FROM resident AS r
CROSS JOIN LATERAL (
    SELECT s.place
    FROM standing AS s
    WHERE s.shard = $1 AND s.resident_id = r.resident_id AND s.valid_from <= $2 AND s.valid_to >= $2
        AND s.known_from <= $3 AND (s.known_to > $3 OR s.known_to = 'infinity')
    LIMIT 1
) AS s
WHERE r.shard = $1 AND r.dwellings > 32
