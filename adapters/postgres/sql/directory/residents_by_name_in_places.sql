-- One page of residents in some places, and of those reached otherwise, by name as now known, then by id.
-- $1 shard int, $2 on date, $3 known timestamptz (infinity: everything), $4 place text or null, $5 status text or null,
-- $6 stay text or null, $7 after resident uuid, $8 limit int, $9 after sort key text, $10 places text[],
-- $11 prefixes text[] or null (everybody), $12 office text, $13 today date, $14 lately date, $15 ever boolean
WITH reached AS MATERIALIZED (
    SELECT DISTINCT projection.reached($1, $11::text[], $12, $13, $14, $15, $2, $3, false, NULL) AS resident_id WHERE $11::text[] IS NOT NULL
), here AS MATERIALIZED (
    SELECT d.resident_id
    FROM dwelling AS d
    WHERE d.shard = $1 AND d.place = ANY ($10::text[]) AND d.known_to = 'infinity' AND d.valid_from <= $2 AND d.valid_to >= $2
    UNION
    SELECT resident_id FROM reached
), ordered AS (
    SELECT r.*
    FROM here
    CROSS JOIN LATERAL (
        SELECT r.sort_key, r.resident_id
        FROM resident AS r
        WHERE r.shard = $1 AND r.resident_id = here.resident_id AND (r.sort_key, r.resident_id) > ($9, $7)
        OFFSET 0
    ) AS r
    ORDER BY r.sort_key, r.resident_id
)
SELECT ordered.sort_key, s.*
FROM ordered
CROSS JOIN LATERAL (
    SELECT s.resident_id, s.name, s.date_of_birth, s.nationality, s.status, s.stay, s.municipality_code, s.card_number
    FROM standing AS s
    WHERE s.shard = $1 AND s.resident_id = ordered.resident_id AND s.valid_from <= $2 AND s.valid_to >= $2
        AND s.known_from <= $3 AND (s.known_to > $3 OR s.known_to = 'infinity')
        AND ($4::text IS NULL OR s.place IN ($4, '~' || $4)) AND ($5::text IS NULL OR s.status = $5)
        AND ($6::text IS NULL OR s.stay = $6)
        AND ($11::text[] IS NULL
            OR EXISTS (SELECT FROM unnest($11::text[]) AS prefix WHERE starts_with(s.place, prefix))
            OR s.resident_id IN (SELECT reached.resident_id FROM reached))
    LIMIT 1
) AS s
ORDER BY ordered.sort_key, ordered.resident_id
LIMIT $8
