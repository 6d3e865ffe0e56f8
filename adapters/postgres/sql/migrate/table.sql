-- What ran here. Readable by everyone: a server refuses to start on a schema that is not its own. No parameters.
DO $$
BEGIN
    IF to_regclass('migration.applied') IS NULL THEN
        CREATE SCHEMA migration;
        CREATE TABLE migration.applied (
            number int PRIMARY KEY,
            name text NOT NULL,
            digest bytea NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
        );
        GRANT USAGE ON SCHEMA migration TO PUBLIC;
        GRANT SELECT ON migration.applied TO PUBLIC;
    END IF;
END
$$;
