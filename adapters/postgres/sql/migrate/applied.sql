-- The migrations of which the owner's half ran, and whether the application's did. No parameters.
SELECT a.number, a.name, a.digest, p.number IS NOT NULL AS whole
  FROM migration.applied a LEFT JOIN migration.application p ON p.number = a.number ORDER BY a.number;
