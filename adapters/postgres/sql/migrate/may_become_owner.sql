-- Whether this session could act as the owner of the log. No parameters.
SELECT pg_has_role(session_user, c.relowner, 'MEMBER') FROM pg_class c WHERE c.oid = 'migration.applied'::regclass;
