-- Residents whose address no list tells: as the rows have it, and those of whom that was recorded and the rows do not show yet;
-- and those whose file is merged into that of one of these.
-- $1 shard int, $2 residents uuid[] or null (all)
SELECT r.resident_id
FROM resident AS r
WHERE r.shard = $1 AND r.address_protected AND ($2::uuid[] IS NULL OR r.resident_id = ANY ($2))
UNION
SELECT e.resident_id
FROM log.event AS e
LEFT JOIN resident AS r ON r.shard = e.shard AND r.resident_id = e.resident_id
WHERE e.shard = $1 AND e.topic = 'AddressProtected' AND ($2::uuid[] IS NULL OR e.resident_id = ANY ($2))
    AND (r.version IS NULL OR r.version < e.version)
UNION
SELECT m.resident_id
FROM resident AS m
JOIN resident AS r ON r.shard = m.shard AND r.resident_id = m.merged_into
WHERE m.shard = $1 AND m.merged_into IS NOT NULL AND ($2::uuid[] IS NULL OR m.resident_id = ANY ($2))
    AND (r.address_protected OR EXISTS (
        SELECT FROM log.event AS e
        WHERE e.shard = $1 AND e.resident_id = r.resident_id AND e.topic = 'AddressProtected' AND e.version > r.version
    ))
