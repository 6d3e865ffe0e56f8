-- What is to be known of residents to tell of their duties: the version that their rows show (null without rows), where they
-- live on a day (null: their file was merged into another), whether they are set aside, and the rows of their duties, in
-- columns; with `everything` those no longer known, too, and when each version was recorded.
-- $1 shard int, $2 on date, $3 residents uuid[], $4 everything boolean
SELECT asked.resident_id, r.version, s.resident_id IS NOT NULL AS set_aside,
       (
           SELECT w.place FROM dwelling AS w
           WHERE w.shard = $1 AND w.resident_id = r.resident_id AND w.known_to = 'infinity' AND w.valid_from <= $2
               AND w.valid_to >= $2
           LIMIT 1
       ) AS place,
       d.*, CASE WHEN $4 THEN ARRAY(
           SELECT e.recorded_at FROM log.event AS e
           WHERE e.shard = $1 AND e.resident_id = r.resident_id
           ORDER BY e.version
       ) END AS recorded_at
FROM unnest($3::uuid[]) AS asked (resident_id)
LEFT JOIN resident AS r ON r.shard = $1 AND r.resident_id = asked.resident_id
LEFT JOIN projection.stuck AS s ON s.shard = $1 AND s.resident_id = asked.resident_id
CROSS JOIN LATERAL (
    SELECT array_agg(d.number) AS number, array_agg(d.known_from) AS known_from, array_agg(d.known_to) AS known_to,
           array_agg(d.valid_from) AS valid_from, array_agg(d.valid_to) AS valid_to, array_agg(d.rule) AS rule,
           array_agg(d.kind) AS kind, array_agg(d.class) AS class, array_agg(d.duty) AS duty
    FROM duty AS d
    WHERE d.shard = $1 AND d.resident_id = r.resident_id AND ($4 OR d.known_to = 'infinity')
) AS d
