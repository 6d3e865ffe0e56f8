-- Take away every row of residents, and what they add to the sums.
-- $1 shard int, $2 residents uuid[]
WITH old_duty AS (
    DELETE FROM duty WHERE shard = $1 AND resident_id = ANY ($2::uuid[])
    RETURNING rule, known_to, valid_from, valid_to, opens_on, due_on, settled
), old_standing AS (
    DELETE FROM standing WHERE shard = $1 AND resident_id = ANY ($2::uuid[])
), old_dwelling AS (
    DELETE FROM dwelling WHERE shard = $1 AND resident_id = ANY ($2::uuid[])
), old_term AS (
    DELETE FROM term WHERE shard = $1 AND resident_id = ANY ($2::uuid[])
), old_resident AS (
    DELETE FROM resident WHERE shard = $1 AND resident_id = ANY ($2::uuid[])
), change AS (
    SELECT c.grain, c.day, d.rule, c.state, c.week, -sum(c.n) AS n
    FROM old_duty AS d
    CROSS JOIN LATERAL projection.counted(d.valid_from, d.valid_to, d.opens_on, d.due_on, d.settled) AS c
    WHERE d.known_to = 'infinity'
    GROUP BY 1, 2, 3, 4, 5
    HAVING sum(c.n) <> 0
), in_state AS (
    INSERT INTO state_change AS c (shard, grain, day, rule, state, n)
    SELECT $1, grain, day, rule, state, n FROM change WHERE state IS NOT NULL
    ON CONFLICT (shard, grain, day, rule, state) DO UPDATE SET n = c.n + excluded.n
)
INSERT INTO week_change AS c (shard, grain, day, week, n)
SELECT $1, grain, day, week, sum(n) FROM change WHERE week IS NOT NULL GROUP BY 2, 3, 4
ON CONFLICT (shard, grain, day, week) DO UPDATE SET n = c.n + excluded.n
