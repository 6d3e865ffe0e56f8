-- The application's half of a migration ran.
-- $1 number int
INSERT INTO migration.application (number) VALUES ($1);
