-- The migrations that ran. No parameters.
SELECT number, digest FROM migration.applied ORDER BY number;
