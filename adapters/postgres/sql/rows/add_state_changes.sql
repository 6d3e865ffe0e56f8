-- Add to the day-by-day changes of the numbers of duties by rule and state.
-- $1 shard int, $2 grains "char"[], $3 days date[], $4 rules text[], $5 states text[], $6 n bigint[]
INSERT INTO lists.state_change AS c (shard, grain, day, rule, state, n)
SELECT $1, d.* FROM unnest($2::"char"[], $3::date[], $4::text[], $5::text[], $6::bigint[]) AS d
ON CONFLICT (shard, grain, day, rule, state) DO UPDATE SET n = c.n + excluded.n
