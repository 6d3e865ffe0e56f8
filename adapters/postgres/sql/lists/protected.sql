-- Residents whose address no list tells: as the rows have it, and those of whom that was recorded and the rows do not show yet;
-- those whose file is merged into that of one of these, and those into whose file one of these was ever merged: what was known
-- of it in between tells the other's places.
-- $1 shard int, $2 residents uuid[] or null (all)
WITH protecting AS (
    SELECT r.resident_id, r.once_in
    FROM resident AS r
    WHERE r.shard = $1 AND r.address_protected
    UNION
    SELECT e.resident_id, coalesce(r.once_in, '')
    FROM log.event AS e
    LEFT JOIN resident AS r ON r.shard = e.shard AND r.resident_id = e.resident_id
    WHERE e.shard = $1 AND e.topic = 'AddressProtected' AND (r.version IS NULL OR r.version < e.version)
)
SELECT hidden.resident_id
FROM (
    SELECT resident_id FROM protecting
    UNION
    SELECT unnest(string_to_array(once_in, ' '))::uuid FROM protecting
    UNION
    SELECT m.resident_id
    FROM protecting AS p
    JOIN resident AS m ON m.shard = $1 AND m.merged_into = p.resident_id
) AS hidden
WHERE $2::uuid[] IS NULL OR hidden.resident_id = ANY ($2)
