-- One page of residents who are reached although the place where they are on the day is not, by id.
-- $1 shard int, $2 on date, $3 known timestamptz (infinity: everything), $4 place text or null, $5 status text or null,
-- $6 stay text or null, $7 after resident uuid, $8 limit int,
-- $9 prefixes text[], $10 office text, $11 today date, $12 lately date, $13 ever boolean
SELECT s.resident_id, s.name, s.date_of_birth, s.nationality, s.status, s.stay, s.municipality_code, s.card_number
FROM (
    SELECT DISTINCT who FROM projection.reached($1, $9::text[], $10, $11, $12, $13, $2, $3, false, NULL) AS who WHERE who > $7 ORDER BY who
) AS reached
CROSS JOIN LATERAL (SELECT * FROM standing AS s WHERE s.shard = $1 AND s.resident_id = who OFFSET 0) AS s
WHERE s.valid_from <= $2 AND s.valid_to >= $2
        AND s.known_from <= $3 AND (s.known_to > $3 OR s.known_to = 'infinity')
        AND ($4::text IS NULL OR s.place IN ($4, '~' || $4)) AND ($5::text IS NULL OR s.status = $5)
        AND ($6::text IS NULL OR s.stay = $6)
        AND NOT EXISTS (SELECT FROM unnest($9::text[]) AS prefix WHERE starts_with(s.place, prefix))
ORDER BY who
LIMIT $8
