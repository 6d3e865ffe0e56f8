-- Where those are on a day who move often, by the place that the rows of their duties name instead.
-- $1 shard int, $2 on date, $3 known timestamptz (infinity: everything)
SELECT '*' || r.resident_id AS named, s.place
FROM resident AS r
CROSS JOIN LATERAL (
    SELECT s.place
    FROM standing AS s
    WHERE s.shard = $1 AND s.resident_id = r.resident_id AND s.valid_from <= $2 AND s.valid_to >= $2
        AND s.known_from <= $3 AND (s.known_to > $3 OR s.known_to = 'infinity')
    LIMIT 1
) AS s
WHERE r.shard = $1 AND r.dwellings > 32
