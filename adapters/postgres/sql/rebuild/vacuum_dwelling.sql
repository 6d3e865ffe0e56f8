-- Count and mark the new rows, so that indexes alone can answer. No parameters.
VACUUM (ANALYZE) lists_next.dwelling
