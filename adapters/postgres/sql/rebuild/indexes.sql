-- The names of all indexes of the tables in use, the largest tables' first. No parameters.
SELECT i.relname AS name
FROM pg_index AS x
JOIN pg_class AS i ON i.oid = x.indexrelid
JOIN pg_class AS t ON t.oid = x.indrelid
WHERE i.relnamespace = 'lists'::regnamespace
ORDER BY t.relname <> 'duty', t.relname, i.relname
