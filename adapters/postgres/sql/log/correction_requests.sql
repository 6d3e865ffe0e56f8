-- Requests for corrections that were made in some offices, by position.
-- $1 shard int, $2 after position bigint, $3 offices text[], or beginnings of them (null: everywhere), $4 waiting boolean
-- (only residents about whom one is not decided), $5 limit int
WITH asking AS (
    SELECT resident_id
    FROM log.event
    WHERE shard = $1 AND starts_with(topic, 'Correction')
    GROUP BY resident_id
    HAVING NOT $4 OR count(*) FILTER (WHERE starts_with(topic, 'CorrectionRequested'))
        > count(*) FILTER (WHERE starts_with(topic, 'CorrectionDecided'))
)
SELECT e.resident_id, e.version, e.position
FROM asking
CROSS JOIN LATERAL (
    SELECT e.resident_id, e.version, e.position, e.meta
    FROM log.event AS e
    WHERE e.shard = $1 AND e.resident_id = asking.resident_id AND starts_with(e.topic, 'Correction')
        AND starts_with(e.topic, 'CorrectionRequested') AND e.position > $2
) AS e
WHERE $3::text[] IS NULL
    OR EXISTS (SELECT FROM unnest($3::text[]) AS office WHERE starts_with(e.meta::json ->> 'office', office))
ORDER BY e.position
LIMIT $5
