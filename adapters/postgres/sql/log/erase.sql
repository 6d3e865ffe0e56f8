-- Erase a resident; see log.erase.
-- $1 shard int, $2 resident uuid, $3 event id uuid, $4 body bytea, $5 meta text
SELECT verdict, position, version, recorded_at FROM log.erase($1, $2, $3, $4, $5);
