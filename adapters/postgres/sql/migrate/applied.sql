-- The migrations of which the owner's half ran, and whether the application's did: one row of nulls when there is none. In each
-- row whether this session could act as the owner of the log. No parameters.
SELECT a.number, a.name, a.digest, p.number IS NOT NULL AS whole,
       pg_has_role(session_user, (SELECT c.relowner FROM pg_class c WHERE c.oid = 'migration.applied'::regclass), 'MEMBER') AS owner
  FROM (VALUES (true)) AS one
  LEFT JOIN migration.applied a ON true
  LEFT JOIN migration.application p ON p.number = a.number
 ORDER BY a.number;
