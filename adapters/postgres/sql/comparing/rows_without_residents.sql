-- Residents who have rows in use and are not in the log, or are not among those whose rows are in use.
-- $1 shard int, $2 limit int
SELECT r.resident_id FROM lists.resident AS r
WHERE r.shard = $1
    AND NOT EXISTS (SELECT FROM keys.data_key AS k WHERE k.shard = r.shard AND k.resident_id = r.resident_id)
UNION
SELECT o.resident_id
FROM (
    SELECT d.resident_id FROM lists.duty AS d WHERE d.shard = $1
    UNION ALL
    SELECT s.resident_id FROM lists.standing AS s WHERE s.shard = $1
    UNION ALL
    SELECT w.resident_id FROM lists.dwelling AS w WHERE w.shard = $1
    UNION ALL
    SELECT t.resident_id FROM lists.term AS t WHERE t.shard = $1
) AS o
WHERE NOT EXISTS (SELECT FROM lists.resident AS r WHERE r.shard = $1 AND r.resident_id = o.resident_id)
LIMIT $2
