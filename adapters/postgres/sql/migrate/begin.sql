-- Wait for other processes that migrate this database, until the connection closes; then have what tells what ran here: the owner's halves of migrations, and the application's. Readable by everyone: a server refuses to start
-- on a schema that is not its own. No parameters.
DO $$
BEGIN
    PERFORM pg_advisory_lock(hashtext('zairyu'), hashtext('migrate'));
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'zairyu_app') THEN
        CREATE ROLE zairyu_app NOLOGIN;
    END IF;
    IF to_regclass('migration.applied') IS NULL THEN
        CREATE SCHEMA migration;
        CREATE TABLE migration.applied (
            number int PRIMARY KEY,
            name text NOT NULL,
            digest bytea NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
        );
        CREATE TABLE migration.application (number int PRIMARY KEY);
        GRANT USAGE ON SCHEMA migration TO PUBLIC;
        GRANT SELECT ON migration.applied, migration.application TO PUBLIC;
        GRANT INSERT ON migration.application TO zairyu_app;
    END IF;
END
$$;
