-- What duties show on a day, as now known, since when each does, and the name of whose it is; nothing of rows that have been
-- replaced meanwhile.
-- $1 shard int, $2 on date, $3 names boolean (false: null), $4 residents uuid[], $5 numbers int[], $6 due days date[]
SELECT d.resident_id, d.number, d.rule, d.kind, d.class, d.place, d.duty, d.known_from, d.valid_from,
    CASE WHEN $3 THEN coalesce(r.name, (
        SELECT s.name
        FROM standing AS s
        WHERE s.shard = $1 AND s.resident_id = page.resident_id AND s.valid_from <= $2 AND s.valid_to >= $2
            AND s.known_to = 'infinity'
        LIMIT 1
    )) END AS name
FROM unnest($4::uuid[], $5::int[], $6::date[]) AS page (resident_id, number, due_on)
JOIN duty AS d ON d.shard = $1 AND d.resident_id = page.resident_id AND d.number = page.number
    AND d.due_on = page.due_on AND d.valid_from <= $2 AND d.valid_to >= $2 AND d.known_to = 'infinity'
JOIN resident AS r ON r.shard = $1 AND r.resident_id = page.resident_id
