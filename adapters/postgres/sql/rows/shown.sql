-- How far the rows have come, by which version of the projection they were made (null before the first), and which
-- version of their streams they show of residents.
-- $1 shard int, $2 residents uuid[]
SELECT c.position, c.made_by, ARRAY(
    SELECT ROW(r.resident_id, r.version) FROM resident AS r WHERE r.shard = $1 AND r.resident_id = ANY ($2::uuid[])
) AS versions
FROM (SELECT) AS one
LEFT JOIN projection.checkpoint AS c ON c.shard = $1
