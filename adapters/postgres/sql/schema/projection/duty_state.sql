-- The state of a duty on a day, out of the days in its row: what domain/duties/duty.py says, and the only place where SQL
-- says it. `infinity` stands for no such day; `settled` is the state that time no longer changes. Wherever it is called
-- the planner puts its body.
CREATE FUNCTION projection.duty_state(on_day date, opens_on date, due_on date, settled text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN settled IS NOT NULL THEN settled
        WHEN on_day < opens_on OR opens_on = 'infinity' THEN 'pending'
        WHEN on_day <= due_on THEN 'open'
        ELSE 'overdue'
    END
$$;
