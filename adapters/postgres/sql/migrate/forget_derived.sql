-- Drop what is left of what the log makes again, and the sessions of the console. No parameters.
DROP SCHEMA IF EXISTS lists, lists_next, projection, console CASCADE;
