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

-- The stretches of days on which a duty's row is counted, under which state.
CREATE FUNCTION projection.counted_states(valid_from date, valid_to date, opens_on date, due_on date, settled text)
RETURNS TABLE (state text, first date, last date) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT s.state, s.first, s.last
    FROM (VALUES
        ('pending', valid_from, CASE WHEN opens_on = 'infinity' THEN valid_to ELSE least(valid_to, opens_on - 1) END, true),
        ('open', greatest(valid_from, opens_on), least(valid_to, due_on), true),
        ('overdue', greatest(valid_from, opens_on, due_on + (due_on < 'infinity')::int), valid_to, due_on < 'infinity'),
        ('overdue', valid_from, valid_to, NULL)
    ) AS s (state, first, last, live)
    WHERE s.first <= s.last AND s.first < 'infinity'
        AND CASE WHEN settled IS NULL THEN s.live ELSE s.live IS NULL AND settled = 'overdue' END
$$;
