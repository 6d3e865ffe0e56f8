-- One page of notices as they stood at a moment and on a day, newest first, with the name of whose they are on a day and all
-- duties under their rule: one of those has the card number that the log goes without.
-- $1 shard int, $2 name on date, $3 known timestamptz and $4 on date (both infinity: as they stand), $5 states text[],
-- $6 states to read by text[] ($5 as they stand, else all), $7 stage int, $8 rule text, $9 places text[] (null: everywhere, if
-- no residents are named), $10 residents uuid[], $11 notice uuid, $12 before position bigint, $13 limit int,
-- $14 municipality text: of the residents named, those who live there alone, $15 residents left out uuid[]
WITH found AS (
    SELECT t.notice_id, t.position
    FROM unnest($9::text[]) AS place, unnest($6::text[]) AS state, LATERAL (
        SELECT t.notice_id, t.position
        FROM log.told AS t
        WHERE t.shard = $1 AND t.place = place.place AND t.state = state.state AND t.position < $12
            AND ($7::int IS NULL OR t.stage = $7) AND ($8::text IS NULL OR t.rule = $8) AND t.resident_id IS NOT NULL AND t.resident_id <> ALL ($15::uuid[])
            AND ($6::text[] = $5::text[] OR (
                SELECT n.state FROM log.notice AS n
                WHERE n.shard = $1 AND n.notice_id = t.notice_id AND n.told_at <= $3 AND n.told_on <= $4
                ORDER BY n.position DESC
                LIMIT 1
            ) = ANY ($5))
        ORDER BY t.position DESC
        LIMIT $13
    ) AS t
    UNION
    SELECT t.notice_id, t.position
    FROM unnest($6::text[]) AS state, LATERAL (
        SELECT t.notice_id, t.position
        FROM log.told AS t
        WHERE $9::text[] IS NULL AND $10::uuid[] IS NULL AND $11::uuid IS NULL
            AND t.shard = $1 AND t.state = state.state AND t.position < $12
            AND ($7::int IS NULL OR t.stage = $7) AND ($8::text IS NULL OR t.rule = $8) AND t.resident_id IS NOT NULL AND t.resident_id <> ALL ($15::uuid[])
            AND ($6::text[] = $5::text[] OR (
                SELECT n.state FROM log.notice AS n
                WHERE n.shard = $1 AND n.notice_id = t.notice_id AND n.told_at <= $3 AND n.told_on <= $4
                ORDER BY n.position DESC
                LIMIT 1
            ) = ANY ($5))
        ORDER BY t.position DESC
        LIMIT $13
    ) AS t
    UNION
    SELECT t.notice_id, t.position
    FROM unnest($10::uuid[]) AS resident, LATERAL (
        SELECT t.notice_id, t.position
        FROM log.told AS t
        WHERE t.shard = $1 AND t.resident_id = resident.resident AND t.position < $12
            AND t.resident_id <> ALL ($15::uuid[])
            AND ($14::text IS NULL OR t.place IN ($14, '~' || $14))
            AND ($7::int IS NULL OR t.stage = $7) AND ($8::text IS NULL OR t.rule = $8)
            AND (
                SELECT n.state FROM log.notice AS n
                WHERE n.shard = $1 AND n.notice_id = t.notice_id AND n.told_at <= $3 AND n.told_on <= $4
                ORDER BY n.position DESC
                LIMIT 1
            ) = ANY ($5)
        OFFSET 0
    ) AS t
    UNION
    SELECT t.notice_id, t.position FROM log.told AS t WHERE t.shard = $1 AND t.notice_id = $11
), page AS (
    SELECT * FROM found ORDER BY position DESC LIMIT $13
)
SELECT t.*, n.state AS state_then, n.told_at AS changed_at, n.cause, n.reason, a.told_at AS noted_at, a.person AS noted_by,
       a.note, coalesce(r.name, (
           SELECT s.name FROM standing AS s
           WHERE s.shard = $1 AND s.resident_id = t.resident_id AND s.valid_from <= $2 AND s.valid_to >= $2
           ORDER BY s.known_to DESC
           LIMIT 1
       )) AS name,
       ARRAY(SELECT d.duty FROM duty AS d
             WHERE d.shard = $1 AND d.resident_id = t.resident_id AND d.rule = t.rule AND t.subject IS NOT NULL) AS duties
FROM page
JOIN log.told AS t ON t.shard = $1 AND t.notice_id = page.notice_id
JOIN LATERAL (
    SELECT n.state, n.told_at, n.cause, n.reason FROM log.notice AS n
    WHERE n.shard = $1 AND n.notice_id = t.notice_id AND n.told_at <= $3 AND n.told_on <= $4
    ORDER BY n.position DESC
    LIMIT 1
) AS n ON true
LEFT JOIN LATERAL (
    SELECT n.told_at, n.person, n.note FROM log.notice AS n
    WHERE n.shard = $1 AND n.notice_id = t.notice_id AND n.told_at <= $3 AND n.told_on <= $4 AND n.person IS NOT NULL
    ORDER BY n.position
    LIMIT 1
) AS a ON true
LEFT JOIN resident AS r ON r.shard = $1 AND r.resident_id = t.resident_id
ORDER BY page.position DESC
