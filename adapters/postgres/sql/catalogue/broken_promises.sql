-- What docs/operations.md and docs/log.md promise of the application's role and of the server, and does not hold for this
-- session: a sentence for each. No parameters.
WITH superuser AS (
    SELECT FROM pg_roles r WHERE r.rolname = session_user AND r.rolsuper
), role AS (
    SELECT r.* FROM pg_roles r WHERE pg_has_role(session_user, r.oid, 'MEMBER') AND NOT EXISTS (SELECT FROM superuser)
), schema AS (
    SELECT n.oid, n.nspname AS name FROM pg_namespace n WHERE n.nspname IN ('log', 'keys', 'access', 'migration')
), may (what) AS (
    -- The record of looks grows, tokens are revoked and noted as used, and the application's half of a migration is noted.
    SELECT format('%s on %s.%s', string_agg(DISTINCT p.privilege, ', '), s.name, c.relname)
      FROM pg_class c JOIN schema s ON s.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      JOIN unnest('{INSERT,UPDATE,DELETE,TRUNCATE,REFERENCES,TRIGGER}'::text[]) AS p (privilege)
        ON CASE WHEN p.privilege IN ('INSERT', 'UPDATE', 'REFERENCES')
                THEN has_column_privilege(session_user, c.oid, a.attnum, p.privilege)
                ELSE has_table_privilege(session_user, c.oid, p.privilege) END
     WHERE c.relkind IN ('r', 'p')
       AND NOT (p.privilege = 'INSERT' AND (s.name = 'access' OR (s.name, c.relname) = ('migration', 'application')))
       AND NOT (p.privilege = 'UPDATE' AND (s.name, c.relname) = ('access', 'token')
                AND a.attname IN ('revoked_at', 'last_used_at'))
     GROUP BY s.name, c.relname
    UNION ALL
    SELECT format('EXECUTE on %s.%s', s.name, p.proname)
      FROM pg_proc p JOIN schema s ON s.oid = p.pronamespace
     WHERE s.name IN ('log', 'keys') AND has_function_privilege(session_user, p.oid, 'EXECUTE')
       AND (s.name, p.proname) NOT IN (('log', 'append'), ('log', 'leaf'), ('log', 'erase'),
                                       ('log', 'keep_subtrees'), ('log', 'keep_seal'), ('log', 'tell'), ('log', 'acknowledge'),
                                       ('log', 'note_letter'))
    UNION ALL
    SELECT 'CREATE in schema ' || n.nspname
      FROM pg_namespace n
     WHERE n.nspname IN ('log', 'keys', 'access', 'migration', 'public')
       AND has_schema_privilege(session_user, n.oid, 'CREATE')
    UNION ALL
    SELECT 'CREATE in the database' WHERE has_database_privilege(session_user, current_database(), 'CREATE')
    UNION ALL
    SELECT 'SET session_replication_role' WHERE has_parameter_privilege(session_user, 'session_replication_role', 'SET')
)
SELECT format('the role %s is a superuser', session_user) AS sentence FROM superuser
UNION ALL
SELECT format('the role %s may create roles', r.rolname) FROM role r WHERE r.rolcreaterole
UNION ALL
SELECT format('the role %s is a member of %s', session_user, r.rolname)
  FROM role r WHERE r.rolname NOT IN (session_user, 'zairyu_app')
UNION ALL
SELECT format('the role %s has the privilege to %s', session_user, m.what) FROM may m WHERE NOT EXISTS (SELECT FROM superuser)
UNION ALL
SELECT 'synchronous_commit is off: what was answered could be lost'
 WHERE current_setting('synchronous_commit') = 'off'
UNION ALL
-- A server whose data may be lost, such as that of the tests, says so in its own configuration.
SELECT format('%s is off: the server could lose what was answered', s.name)
  FROM pg_settings s
 WHERE s.name IN ('fsync', 'full_page_writes') AND s.setting = 'off'
   AND coalesce(current_setting('zairyu.data_may_be_lost', true), 'off') <> 'on';
