-- One page of residents by name as now known, then by id: of everybody, or of those named; of them who are reached.
-- $1 shard int, $2 on date, $3 known timestamptz (infinity: everything), $4 municipality text or null, $5 status text or null,
-- $6 stay text or null, $7 after resident uuid, $8 limit int, $9 prefixes text[] or null (everybody), $10 office text,
-- $11 today date, $12 lately date, $13 ever boolean, $14 residents uuid[] or null, $15 after sort key text,
-- $16 residents left out uuid[]
SELECT ordered.sort_key, s.*
FROM (
    (SELECT sort_key, resident_id
    FROM resident
    WHERE shard = $1 AND (sort_key, resident_id) > ($15, $7) AND $14::uuid[] IS NULL
    ORDER BY sort_key, resident_id)
    UNION ALL
    (SELECT r.sort_key, r.resident_id
    FROM (SELECT DISTINCT unnest($14::uuid[]) AS id) AS named
    CROSS JOIN LATERAL (
        SELECT sort_key, resident_id
        FROM resident
        WHERE shard = $1 AND resident_id = named.id AND (sort_key, resident_id) > ($15, $7)
        OFFSET 0
    ) AS r
    ORDER BY r.sort_key, r.resident_id)
) AS ordered
CROSS JOIN LATERAL (
    SELECT s.resident_id, s.name, s.date_of_birth, s.nationality, s.status, s.stay, s.municipality_code, s.card_number
    FROM standing AS s
    WHERE s.shard = $1 AND s.resident_id = ordered.resident_id AND s.resident_id <> ALL ($16::uuid[]) AND s.valid_from <= $2 AND s.valid_to >= $2
        AND s.known_from <= $3 AND (s.known_to > $3 OR s.known_to = 'infinity')
        AND ($4::text IS NULL OR s.place IN ($4, '~' || $4)) AND ($5::text IS NULL OR s.status = $5)
        AND ($6::text IS NULL OR s.stay = $6)
        -- As now known, dwellings alone say whom to look at no further: one or two rows of each resident.
        AND ($9::text[] IS NULL OR $3 < 'infinity' OR EXISTS (
            SELECT FROM dwelling AS w
            WHERE w.shard = $1 AND w.resident_id = ordered.resident_id AND w.known_to = 'infinity'
                AND (w.place ^@ ANY ($9) AND w.valid_from <= $2 AND w.valid_to >= $2
                    OR projection.reaches(w.place, w.opened_by, w.valid_from, w.valid_to, $9, $10, $11, $12, $13))
            OFFSET 0
        ))
        AND ($9::text[] IS NULL OR s.place ^@ ANY ($9) OR EXISTS (
            SELECT FROM dwelling AS w
            WHERE w.shard = $1 AND w.resident_id = s.resident_id AND w.known_to = 'infinity'
                AND projection.reaches(w.place, w.opened_by, w.valid_from, w.valid_to, $9, $10, $11, $12, $13)
            OFFSET 0
        ))
    LIMIT 1
) AS s
ORDER BY ordered.sort_key, ordered.resident_id
LIMIT $8
