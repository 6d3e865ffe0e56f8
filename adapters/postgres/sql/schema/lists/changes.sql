-- How the numbers of duties change from day to day, as now known, so that a summary adds instead of counting.
-- `grain` 'd': by how much on that day; 'y': by how much in the year that begins on that day.

-- Duties in a state (pending, open, overdue), by rule.
CREATE TABLE lists.state_change (
    shard int NOT NULL,
    grain "char" NOT NULL,
    day date NOT NULL,
    rule text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    n bigint NOT NULL,
    PRIMARY KEY (shard, grain, day, rule, state)
) WITH (fillfactor = 80);

-- Duties that are neither settled nor past their day, by the Monday of the week of their last day.
CREATE TABLE lists.week_change (
    shard int NOT NULL,
    grain "char" NOT NULL,
    day date NOT NULL,
    week date NOT NULL,
    n bigint NOT NULL,
    PRIMARY KEY (shard, grain, day, week)
) WITH (fillfactor = 80);

-- The stretches of days on which a duty's row is counted, under which state: between the days on which that may change.
CREATE FUNCTION projection.counted_states(valid_from date, valid_to date, opens_on date, due_on date, settled text)
RETURNS TABLE (state text, first date, last date) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT projection.duty_state(s.first, opens_on, due_on, settled), s.first, s.last
    FROM (VALUES
        (valid_from, least(valid_to, opens_on - 1, due_on)),
        (greatest(valid_from, least(opens_on, due_on + 1)), least(valid_to, greatest(opens_on - 1, due_on))),
        (greatest(valid_from, opens_on, due_on + 1), valid_to)
    ) AS s (first, last)
    WHERE s.first <= s.last AND s.first < 'infinity' AND (settled IS NULL OR settled = 'overdue')
$$;

-- What a duty's row, as now known, adds to the two tables, by day and by year: `state` says under which state it is counted,
-- or `week` in which it falls due while it is neither settled nor past its day.
CREATE FUNCTION projection.counted(valid_from date, valid_to date, opens_on date, due_on date, settled text)
RETURNS TABLE (grain "char", day date, state text, week date, n int) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT e.grain, e.day, s.state, s.week, e.n
    FROM (
        SELECT c.state, NULL::date AS week, c.first, c.last
        FROM projection.counted_states(valid_from, valid_to, opens_on, due_on, settled) AS c
        UNION ALL
        SELECT NULL, date_trunc('week', due_on::timestamp)::date, valid_from, least(valid_to, due_on)
        WHERE settled IS NULL AND due_on < 'infinity' AND due_on >= valid_from
    ) AS s
    CROSS JOIN LATERAL (VALUES
        ('d'::"char", s.first, 1),
        ('y', date_trunc('year', s.first::timestamp)::date, 1),
        ('d', s.last + (s.last < 'infinity')::int, -1),
        ('y', date_trunc('year', (s.last + (s.last < 'infinity')::int)::timestamp)::date, -1)
    ) AS e (grain, day, n)
    WHERE e.day < 'infinity'
$$;
