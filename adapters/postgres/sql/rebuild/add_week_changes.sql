-- Add to the new rows' day-by-day changes of the numbers of duties by week of the last day.
-- $1 shard int, $2 grains "char"[], $3 days date[], $4 weeks date[], $5 n bigint[]
INSERT INTO lists_next.week_change AS c (shard, grain, day, week, n)
SELECT $1, d.* FROM unnest($2::"char"[], $3::date[], $4::date[], $5::bigint[]) AS d
ON CONFLICT (shard, grain, day, week) DO UPDATE SET n = c.n + excluded.n
