-- Drop what is left of what the log makes again. No parameters.
DROP SCHEMA IF EXISTS lists, lists_next, projection CASCADE;
