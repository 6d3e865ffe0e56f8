-- Of whom an office is to be told something else on a day than on the one before that was told of, by time alone, in order
-- of their ids: whose duties reach a stage between the two, whose told duties end in a new row or are told of as reached
-- later. `whole`: of everybody.
-- $1 shard int, $2 from date, $3 to date, $4 stages int[], $5 whole boolean, $6 after resident uuid, $7 limit int
(
    SELECT r.resident_id FROM resident AS r
    WHERE $5 AND r.shard = $1 AND r.resident_id > $6
    ORDER BY r.resident_id
    LIMIT $7
)
UNION
SELECT d.resident_id
FROM (SELECT DISTINCT rule FROM rule WHERE shard = $1) AS r, unnest($4::int[]) AS stage, LATERAL (
    SELECT d.resident_id
    FROM duty AS d
    WHERE d.shard = $1 AND d.rule = r.rule AND d.known_to = 'infinity' AND d.settled IS NULL
        AND d.due_on > $2::date - stage AND d.due_on <= $3::date - stage
        AND d.valid_from <= $3 AND d.valid_to >= $3 AND d.opens_on <= d.due_on + stage
    OFFSET 0
) AS d
WHERE NOT $5 AND d.resident_id > $6
UNION
SELECT d.resident_id
FROM (SELECT DISTINCT rule FROM rule WHERE shard = $1) AS r, unnest($4::int[]) AS stage, LATERAL (
    SELECT d.resident_id
    FROM duty AS d
    WHERE d.shard = $1 AND d.rule = r.rule AND d.known_to = 'infinity' AND d.settled = 'overdue'
        AND d.due_on > $2::date - stage AND d.due_on <= $3::date - stage
        AND d.valid_from <= $3 AND d.valid_to >= $3 AND d.opens_on <= d.due_on + stage
    OFFSET 0
) AS d
WHERE NOT $5 AND d.resident_id > $6
UNION
SELECT t.resident_id
FROM log.told AS t
WHERE NOT $5 AND t.shard = $1 AND t.resident_id > $6 AND t.state IN ('raised', 'acknowledged') AND EXISTS (
    SELECT FROM duty AS d
    WHERE d.shard = $1 AND d.resident_id = t.resident_id AND d.known_to = 'infinity'
        AND d.valid_from > $2 AND d.valid_from <= $3
    OFFSET 0
)
UNION
SELECT t.resident_id
FROM log.told AS t
WHERE NOT $5 AND t.shard = $1 AND t.resident_id > $6 AND t.reached_on > $3 AND t.state <> 'withdrawn'
ORDER BY resident_id
LIMIT $7
