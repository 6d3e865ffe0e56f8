-- How many notices nobody took note of are about residents in some places, or about some residents.
-- $1 shard int, $2 places text[], $3 residents uuid[]
SELECT count(*)
FROM (
    SELECT t.notice_id
    FROM log.told AS t
    WHERE t.shard = $1 AND t.place = ANY ($2::text[]) AND t.state = 'raised' AND t.resident_id IS NOT NULL
    UNION
    SELECT t.notice_id
    FROM log.told AS t
    WHERE t.shard = $1 AND t.resident_id = ANY ($3::uuid[]) AND t.state = 'raised'
) AS waiting
