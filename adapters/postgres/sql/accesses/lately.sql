-- Residents whose own files a person last read, the latest first. Looks before the last few at one resident are not read: somebody
-- may have looked millions of times. Whoever records without reading has not looked, save at the holder of a card number.
-- $1 person text, $2 most looks int, $3 limit int
SELECT resident_id, max(looked_at) AS looked_at
FROM (
    SELECT id, residents[1] AS resident_id, looked_at, route
    FROM access.look
    WHERE person = $1 AND cardinality(residents) = 1
    ORDER BY id DESC
    LIMIT $2
) AS look
WHERE route LIKE 'GET /v1/residents/{resident\_id}%'
GROUP BY resident_id
ORDER BY max(id) DESC
LIMIT $3
