-- How many rows there have been by a day of residents' duties under each rule, as ever known: that grows whenever another row
-- of a duty shows, be it known or valid from later on.
-- $1 shard int, $2 on date, $3 residents uuid[]
SELECT d.resident_id, d.rule, count(*) AS revision
FROM unnest($3::uuid[]) AS whose (resident_id)
CROSS JOIN LATERAL (
    SELECT resident_id, rule FROM duty
    WHERE shard = $1 AND resident_id = whose.resident_id AND valid_from <= $2
    OFFSET 0
) AS d
GROUP BY d.resident_id, d.rule
