-- One page of residents of everywhere, by id.
-- $1 shard int, $2 on date, $3 known timestamptz (infinity: everything), $4 place text or null, $5 status text or null,
-- $6 stay text or null, $7 after resident uuid, $8 limit int
SELECT s.resident_id, s.name, s.date_of_birth, s.nationality, s.status, s.stay, s.municipality_code, s.card_number
FROM standing AS s
WHERE s.shard = $1 AND s.resident_id > $7 AND s.valid_from <= $2 AND s.valid_to >= $2
        AND s.known_from <= $3 AND (s.known_to > $3 OR s.known_to = 'infinity')
        AND ($4::text IS NULL OR s.place = $4) AND ($5::text IS NULL OR s.status = $5)
        AND ($6::text IS NULL OR s.stay = $6)
ORDER BY s.resident_id
LIMIT $8
