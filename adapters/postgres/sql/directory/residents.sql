-- One page of residents, by id: of everywhere, or those named and those of one or two places; of them who are reached.
-- $1 shard int, $2 on date, $3 known timestamptz (infinity: everything), $4 municipality text or null, $5 status text or null,
-- $6 stay text or null, $7 after resident uuid, $8 limit int, $9 prefixes text[] or null (everybody), $10 office text,
-- $11 today date, $12 lately date, $13 ever boolean, $14 places text[] or null, $15 residents uuid[] or null,
-- $16 residents left out uuid[]
SELECT s.*
FROM (
    -- Whoever may be on the page, each arm read in order as far as the page goes; most of them are never read.
    SELECT DISTINCT ON (resident_id) resident_id
    FROM (
        (SELECT resident_id FROM resident
        WHERE shard = $1 AND resident_id > $7 AND $14::text[] IS NULL AND $5::text IS NULL AND $6::text IS NULL
        ORDER BY resident_id)
        UNION ALL
        (SELECT resident_id FROM standing
        WHERE shard = $1 AND status = $5 AND resident_id > $7 AND $14::text[] IS NULL
        ORDER BY resident_id)
        UNION ALL
        (SELECT resident_id FROM standing
        WHERE shard = $1 AND stay = $6 AND resident_id > $7 AND $14::text[] IS NULL AND $5::text IS NULL
        ORDER BY resident_id)
        UNION ALL
        (SELECT resident_id FROM standing
        WHERE shard = $1 AND place = ($14::text[])[1] AND resident_id > $7
        ORDER BY resident_id)
        UNION ALL
        (SELECT resident_id FROM standing
        WHERE shard = $1 AND place = ($14::text[])[2] AND resident_id > $7
        ORDER BY resident_id)
        UNION ALL
        (SELECT id FROM unnest($15::uuid[]) AS id WHERE id > $7 ORDER BY id)
    ) AS arm
    ORDER BY resident_id
) AS ordered
CROSS JOIN LATERAL (
    SELECT s.resident_id, s.name, s.date_of_birth, s.nationality, s.status, s.stay, s.municipality_code, s.card_number
    FROM standing AS s
    WHERE s.shard = $1 AND s.resident_id = ordered.resident_id AND s.resident_id <> ALL ($16::uuid[]) AND s.valid_from <= $2 AND s.valid_to >= $2
        AND s.known_from <= $3 AND (s.known_to > $3 OR s.known_to = 'infinity')
        AND ($4::text IS NULL OR s.place IN ($4, '~' || $4)) AND ($5::text IS NULL OR s.status = $5)
        AND ($6::text IS NULL OR s.stay = $6)
        AND ($9::text[] IS NULL OR s.place ^@ ANY ($9) OR EXISTS (
            SELECT FROM dwelling AS w
            WHERE w.shard = $1 AND w.resident_id = s.resident_id AND w.known_to = 'infinity'
                AND projection.reaches(w.place, w.opened_by, w.valid_from, w.valid_to, $9, $10, $11, $12, $13)
            OFFSET 0
        ))
    LIMIT 1
) AS s
ORDER BY ordered.resident_id
LIMIT $8
