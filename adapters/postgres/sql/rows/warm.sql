-- Read the rows of residents that are about to change, so that whoever changes them does not wait for the disk.
-- $1 shard int, $2 residents uuid[]
SELECT (SELECT count(kind) FROM lists.duty WHERE shard = $1 AND resident_id = ANY ($2::uuid[])),
    (SELECT count(name) FROM lists.standing WHERE shard = $1 AND resident_id = ANY ($2::uuid[])),
    (SELECT count(opened_by) FROM lists.dwelling WHERE shard = $1 AND resident_id = ANY ($2::uuid[]))
