-- Drop what is left of what the log makes again, and the sessions of the console; let the application's halves of migrations
-- run again. No parameters.
DO $$
BEGIN
    DROP SCHEMA IF EXISTS lists, lists_next, projection, console CASCADE;
    DELETE FROM migration.application;
END
$$;
