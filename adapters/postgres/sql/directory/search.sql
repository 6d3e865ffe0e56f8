-- One page of residents found by every word, the best matches first, then by id.
-- $1 shard int, $2 on date, $3 known timestamptz (infinity: everything), $4 place text or null, $5 status text or null,
-- $6 stay text or null, $7 after resident uuid, $8 limit int, $9 after rank int,
-- $10 words int[], $11 first terms text[], $12 past terms text[], $13 ranks int[], $14 number of words bigint,
-- $15 prefixes text[] or null (everybody), $16 office text, $17 today date, $18 lately date, $19 ever boolean,
-- $20 places text[] or null: whoever is asked about lives in one of them on the day, or is reached otherwise,
-- $21 residents left out uuid[]
WITH reached AS MATERIALIZED (
    SELECT DISTINCT projection.reached($1, $15::text[], $16, $17, $18, $19, $2, $3, false, NULL) AS resident_id WHERE $15::text[] IS NOT NULL
), here AS MATERIALIZED (
    -- most people of a common name live elsewhere: not each of them is to be looked up
    SELECT d.resident_id
    FROM dwelling AS d
    WHERE $3 = 'infinity' AND d.shard = $1 AND d.place = ANY ($20::text[]) AND d.known_to = 'infinity'
        AND d.valid_from <= $2 AND d.valid_to >= $2
), within AS MATERIALIZED (
    -- Read whoever is found, and before: how long an answer takes does not tell whether somebody elsewhere has a file.
    SELECT (SELECT count(*) FROM reached) + (SELECT count(*) FROM here) AS many
), found AS (
    -- the rank at which the last word is found
    SELECT t.resident_id,
        CASE $14::bigint
            WHEN count(DISTINCT w.word) FILTER (WHERE w.rank <= 0) THEN 0
            WHEN count(DISTINCT w.word) FILTER (WHERE w.rank <= 1) THEN 1
            WHEN count(DISTINCT w.word) FILTER (WHERE w.rank <= 2) THEN 2
            WHEN count(DISTINCT w.word) FILTER (WHERE w.rank <= 3) THEN 3
            WHEN count(DISTINCT w.word) FILTER (WHERE w.rank <= 4) THEN 4
            ELSE 5
        END AS rank
    FROM within
    CROSS JOIN unnest($10::int[], $11::text[], $12::text[], $13::int[]) AS w (word, first, past, rank)
    CROSS JOIN LATERAL (
        SELECT t.resident_id
        FROM term AS t
        WHERE t.shard = $1 AND t.term >= w.first COLLATE "C" AND t.term < w.past COLLATE "C"
            AND t.known_from <= $3 AND (t.known_to > $3 OR t.known_to = 'infinity')
            AND within.many >= 0
        OFFSET 0
    ) AS t
    GROUP BY t.resident_id
    HAVING count(DISTINCT w.word) = $14
), ordered AS (
    SELECT *
    FROM found
    WHERE (rank, resident_id) > ($9, $7)
        AND ($20::text[] IS NULL OR $3 < 'infinity'
            OR resident_id IN (SELECT here.resident_id FROM here)
            OR resident_id IN (SELECT reached.resident_id FROM reached))
    ORDER BY rank, resident_id
)
SELECT ordered.rank, s.*
FROM ordered
CROSS JOIN LATERAL (
    SELECT s.resident_id, s.name, s.date_of_birth, s.nationality, s.status, s.stay, s.municipality_code, s.card_number
    FROM standing AS s
    WHERE s.shard = $1 AND s.resident_id = ordered.resident_id AND s.resident_id <> ALL ($21::uuid[]) AND s.valid_from <= $2 AND s.valid_to >= $2
        AND s.known_from <= $3 AND (s.known_to > $3 OR s.known_to = 'infinity')
        AND ($4::text IS NULL OR s.place IN ($4, '~' || $4)) AND ($5::text IS NULL OR s.status = $5)
        AND ($6::text IS NULL OR s.stay = $6)
        AND ($15::text[] IS NULL
            OR s.place ^@ ANY ($15::text[])
            OR s.resident_id IN (SELECT reached.resident_id FROM reached))
    LIMIT 1
) AS s
ORDER BY ordered.rank, ordered.resident_id
LIMIT $8
