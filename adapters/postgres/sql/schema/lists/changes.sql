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
