-- The owner's half of a migration ran.
-- $1 number int, $2 name text, $3 digest bytea
INSERT INTO migration.applied (number, name, digest) VALUES ($1, $2, $3);
