-- Count and mark the new rows, so that indexes alone can answer. No parameters.
VACUUM (ANALYZE) duty, standing, dwelling, term, resident, rule, state_change, week_change
