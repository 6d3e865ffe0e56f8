-- What duties show on a day, as now known, since when each does, and the name of whose it is; nothing of rows that have been
-- replaced meanwhile. `revision`: how many rows there have been by the day of the resident's duties under that rule, which
-- grows whenever another row of the duty shows, known or valid from later on.
-- $1 shard int, $2 on date, $3 names boolean (false: null), $4 residents uuid[], $5 numbers int[], $6 due days date[]
WITH page AS (
    SELECT * FROM unnest($4::uuid[], $5::int[], $6::date[]) AS page (resident_id, number, due_on)
), revised AS (
    SELECT d.resident_id, d.rule, count(*) AS revision
    FROM (SELECT DISTINCT resident_id FROM page) AS whose
    CROSS JOIN LATERAL (
        SELECT resident_id, rule FROM duty
        WHERE shard = $1 AND resident_id = whose.resident_id AND valid_from <= $2
        OFFSET 0
    ) AS d
    GROUP BY d.resident_id, d.rule
)
SELECT d.resident_id, d.number, d.rule, d.kind, d.class, d.place, d.duty, d.known_from, d.valid_from, v.revision,
    CASE WHEN $3 THEN coalesce(r.name, (
        SELECT s.name
        FROM standing AS s
        WHERE s.shard = $1 AND s.resident_id = page.resident_id AND s.valid_from <= $2 AND s.valid_to >= $2
            AND s.known_to = 'infinity'
        LIMIT 1
    )) END AS name
FROM page
JOIN duty AS d ON d.shard = $1 AND d.resident_id = page.resident_id AND d.number = page.number
    AND d.due_on = page.due_on AND d.valid_from <= $2 AND d.valid_to >= $2 AND d.known_to = 'infinity'
JOIN resident AS r ON r.shard = $1 AND r.resident_id = page.resident_id
JOIN revised AS v ON v.resident_id = d.resident_id AND v.rule = d.rule
