-- Residents in some places on the day, and those who are reached although the place where they are then may not be; some twice.
-- $1 shard int, $2 on date, $3 known timestamptz (infinity: everything), $4 places text[],
-- $5 prefixes text[] or null (nobody is reached otherwise), $6 office text, $7 today date, $8 lately date, $9 ever boolean,
-- $10 owing boolean (who may owe something on the day, alone), $11 at most int
SELECT resident_id
FROM (
    SELECT projection.reached($1, $5::text[], $6, $7, $8, $9, $2, $3, $10, $11) AS resident_id WHERE $5::text[] IS NOT NULL
    UNION ALL
    SELECT d.resident_id
    FROM dwelling AS d
    WHERE d.shard = $1 AND d.place = ANY ($4::text[]) AND d.known_to = 'infinity' AND d.valid_from <= $2 AND d.valid_to >= $2
        AND $3 = 'infinity'
    UNION ALL
    SELECT s.resident_id
    FROM standing AS s
    WHERE s.shard = $1 AND s.place = ANY ($4::text[]) AND s.valid_from <= $2 AND s.valid_to >= $2
        AND s.known_from <= $3 AND (s.known_to > $3 OR s.known_to = 'infinity') AND $3 < 'infinity'
) AS within
LIMIT $11
