-- Whether the current role could change or delete what the log holds: by privilege, by ownership of the tables,
-- the schema or the functions, by membership in who owns them, or as a superuser. No parameters.
SELECT r.rolsuper
    OR EXISTS (
        SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname IN ('log', 'keys') AND c.relkind IN ('r', 'p')
           AND (has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER')
                OR pg_has_role(c.relowner, 'MEMBER') OR pg_has_role(n.nspowner, 'MEMBER')))
    OR EXISTS (
        SELECT FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
         WHERE n.nspname IN ('log', 'keys') AND pg_has_role(p.proowner, 'MEMBER'))
  FROM pg_roles r WHERE r.rolname = current_user;
