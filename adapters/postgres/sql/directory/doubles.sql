-- Whoever may be the person described: born on a day that may be theirs, or ever with a card number of theirs.
-- $1 shard int, $2 known timestamptz (infinity: everything), $3 resident uuid or null: but for this one,
-- $4 first births text[], $5 past births text[], $6 cards text[], $7 whole names text[], each as one word,
-- $8 residents uuid[] or null: born are looked for among these, $9 first names text[] or null (of whatever name),
-- $10 past names text[]
WITH born AS (
    SELECT t.resident_id, t.term
    FROM unnest($4::text[], $5::text[]) AS b (first, past)
    CROSS JOIN LATERAL (
        SELECT t.resident_id, t.term
        FROM term AS t
        WHERE t.shard = $1 AND t.term >= b.first COLLATE "C" AND t.term < b.past COLLATE "C"
            AND t.known_from <= $2 AND (t.known_to > $2 OR t.known_to = 'infinity')
        OFFSET 0
    ) AS t
), named AS (
    SELECT t.resident_id
    FROM unnest($9::text[], $10::text[]) AS n (first, past)
    CROSS JOIN LATERAL (
        SELECT t.resident_id
        FROM term AS t
        WHERE t.shard = $1 AND t.term >= n.first COLLATE "C" AND t.term < n.past COLLATE "C"
            AND t.known_from <= $2 AND (t.known_to > $2 OR t.known_to = 'infinity')
        OFFSET 0
    ) AS t
), holding AS (
    -- also what was corrected away since
    SELECT t.resident_id, t.term
    FROM unnest($6::text[]) AS c (number)
    CROSS JOIN LATERAL (
        SELECT t.resident_id, t.term
        FROM term AS t
        WHERE t.shard = $1 AND t.term = c.number COLLATE "C" AND t.known_from <= $2
        OFFSET 0
    ) AS t
), called AS MATERIALIZED (
    SELECT t.resident_id, t.term
    FROM unnest($7::text[]) AS n (name)
    CROSS JOIN LATERAL (
        SELECT t.resident_id, t.term
        FROM term AS t
        WHERE t.shard = $1 AND t.term = n.name COLLATE "C"
            AND t.known_from <= $2 AND (t.known_to > $2 OR t.known_to = 'infinity')
        OFFSET 0
    ) AS t
)
SELECT f.resident_id, f.births, f.cards, ARRAY(
    SELECT DISTINCT s.name
    FROM standing AS s
    WHERE s.shard = $1 AND s.resident_id = f.resident_id
        AND s.known_from <= $2 AND (s.known_to > $2 OR s.known_to = 'infinity')
) AS names, ARRAY(
    SELECT DISTINCT substr(called.term, 2) FROM called WHERE called.resident_id = f.resident_id
) AS joined
FROM (
    SELECT a.resident_id,
        array_agg(DISTINCT substr(a.term, 2)) FILTER (WHERE a.term ^@ '@') AS births,
        array_agg(DISTINCT substr(a.term, 2)) FILTER (WHERE a.term ^@ '#') AS cards
    FROM (
        -- Joined, and not asked for one by one: both may be very many.
        SELECT born.resident_id, born.term FROM born WHERE $8::uuid[] IS NULL AND $9::text[] IS NULL
        UNION ALL
        SELECT born.resident_id, born.term
        FROM (SELECT DISTINCT id FROM unnest($8::uuid[]) AS id) AS within
        JOIN born ON born.resident_id = within.id
        UNION ALL
        SELECT born.resident_id, born.term
        FROM (SELECT DISTINCT named.resident_id FROM named) AS alike
        JOIN born ON born.resident_id = alike.resident_id
        UNION ALL
        SELECT holding.resident_id, holding.term FROM holding
    ) AS a
    WHERE $3::uuid IS NULL OR a.resident_id <> $3
    GROUP BY a.resident_id
) AS f
