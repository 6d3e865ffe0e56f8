-- Appends of one call; see log.append.
-- $1 shard int; per item: $2 persons text[], $3 keys text[], $4 digests bytea[];
-- per stream: $5 items int[], $6 residents uuid[], $7 expected versions int[];
-- per event: $8 items int[], $9 residents uuid[], $10 versions int[], $11 event ids uuid[], $12 topics text[],
-- $13 bodies bytea[], $14 metas text[];
-- per new data key: $15 items int[], $16 residents uuid[], $17 wrapped bytea[]; $18 master key's id text;
-- per card number claimed: $19 items int[], $20 numbers text[]; released: $21 items int[], $22 numbers text[]
SELECT item, verdict, position, recorded_at, resident_id, first_version, last_version, number
  FROM log.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
                  $22);
