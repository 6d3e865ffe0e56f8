-- Let residents hold card numbers, and give up first those of some residents; see log.settle_claims.
-- $1 shard int, $2 numbers text[], $3 their residents uuid[], $4 residents who give up theirs uuid[]
SELECT log.settle_claims($1, $2, $3, $4);
