-- Drop what is left of what the log makes again, and let the application's halves of migrations run again. No parameters.
DO $$
BEGIN
    DROP SCHEMA IF EXISTS lists, lists_next, projection CASCADE;
    DELETE FROM migration.application;
END
$$;
