-- Appends of one call; see log.append.
-- $1 shard int;
-- per idempotency key: $2 items int[], $3 persons text[], $4 keys text[], $5 digests bytea[];
-- per stream: $6 items int[], $7 residents uuid[], $8 expected versions int[], $9 ids of the events there uuid[] (null: any);
-- per event: $10 items int[], $11 residents uuid[], $12 versions int[], $13 event ids uuid[], $14 topics text[],
-- $15 bodies bytea[], $16 metas text[];
-- per new data key: $17 items int[], $18 residents uuid[], $19 wrapped bytea[]; $20 master key's id text;
-- per card number claimed: $21 items int[], $22 numbers text[]; released: $23 items int[], $24 numbers text[]
SELECT item, verdict, position, recorded_at, resident_id, first_version, last_version, number
  FROM log.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
                  $22, $23, $24);
