-- Note that a part is done, and whom it set aside; nothing when the rebuild under way is of another version, or has the
-- part already.
-- $1 shard int, $2 part int, $3 residents int, $4 events bigint, $5 stuck bytea, $6 made_by text
INSERT INTO projection.rebuilt (shard, part, residents, events, stuck)
SELECT r.shard, $2, $3, $4, $5 FROM projection.rebuild AS r WHERE r.shard = $1 AND r.made_by = $6
ON CONFLICT (shard, part) DO NOTHING
RETURNING true
