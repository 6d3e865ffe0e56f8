-- Of these tables, those that are not there. $1 names text[]
SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NULL ORDER BY name;
