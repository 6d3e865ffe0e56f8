-- Keep a seal; see log.keep_seal.
-- $1 shard int, $2 size bigint, $3 root bytea, $4 sealed_at timestamptz, $5 public key bytea, $6 signature bytea
SELECT log.keep_seal($1, $2, $3, $4, $5, $6);
