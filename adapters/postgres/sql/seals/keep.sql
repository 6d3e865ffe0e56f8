-- Keep a seal; see log.keep_seal.
-- $1 shard int, $2 size bigint, $3 root bytea, $4 sealed_at timestamptz, $5 public key bytea, $6 signature bytea,
-- $7 levels int[], $8 indexes bigint[], $9 hashes bytea[]
SELECT log.keep_seal($1, $2, $3, $4, $5, $6, $7, $8, $9);
