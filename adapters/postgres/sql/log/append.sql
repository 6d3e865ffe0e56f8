-- Appends of one call; see log.append.
-- $1 shard int;
-- per idempotency key: $2 items int[], $3 persons text[], $4 keys text[], $5 digests bytea[];
-- per stream: $6 items int[], $7 residents uuid[], $8 expected versions int[];
-- per event: $9 items int[], $10 residents uuid[], $11 versions int[], $12 event ids uuid[], $13 topics text[],
-- $14 bodies bytea[], $15 metas text[];
-- per new data key: $16 items int[], $17 residents uuid[], $18 wrapped bytea[]; $19 master key's id text;
-- per card number claimed: $20 items int[], $21 numbers text[]; released: $22 items int[], $23 numbers text[]
SELECT item, verdict, position, recorded_at, resident_id, first_version, last_version, number
  FROM log.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
                  $22, $23);
