-- Entries of the log between two positions, or of one resident among them, and which of them a webhook is sent: what still has
-- content, of residents whom one of its offices reaches today or about whom one of them recorded it; that a resident was
-- erased, or that files were merged or taken apart, everybody hears: whom a merged file is about nobody reaches by it. Residents
-- whose facts wait are left out unless one is named; of that one only what is sent is found.
-- $1 shard int, $2 after position bigint, $3 through position bigint, $4 resident uuid (null: all), $5 webhook uuid,
-- $6 offices text[] and $7 beginnings of their places text[], side by side (none: everybody's), $8 today date, $9 lately date,
-- $10 limit int
WITH entry AS (
    (
        SELECT e.* FROM log.event AS e
        WHERE $4::uuid IS NULL AND e.shard = $1 AND e.position > $2 AND e.position <= $3
        ORDER BY e.position
        LIMIT $10
    )
    UNION ALL
    SELECT e.* FROM log.event AS e
    WHERE e.shard = $1 AND e.resident_id = $4 AND e.position > $2 AND e.position <= $3
)
SELECT * FROM (
    SELECT e.position, e.resident_id, e.version, split_part(e.topic, '/', 1) AS type, e.event_id, e.recorded_at AS at,
           e.topic IS NOT NULL
           AND ($4::uuid IS NOT NULL OR NOT EXISTS (
               SELECT FROM exchange.webhook_held AS f
               WHERE f.shard = $1 AND f.webhook_id = $5 AND f.resident_id = e.resident_id
               OFFSET 0
           ))
           AND ($6::text[] = '{}' OR split_part(e.topic, '/', 1) IN ('Erased', 'FilesMerged', 'FilesUnmerged')
                OR e.meta::json ->> 'office' = ANY ($6) OR EXISTS (
               SELECT FROM dwelling AS d, unnest($6::text[], $7::text[]) AS o (office, beginning)
               WHERE d.shard = $1 AND d.resident_id = e.resident_id AND d.known_to = 'infinity'
                   AND projection.reaches(d.place, d.opened_by, d.valid_from, d.valid_to, ARRAY[o.beginning], o.office, $8, $9,
                                          false)
               OFFSET 0
           )) AS is_sent
    FROM entry AS e
) AS e
WHERE $4::uuid IS NULL OR e.is_sent
ORDER BY e.position
LIMIT $10
