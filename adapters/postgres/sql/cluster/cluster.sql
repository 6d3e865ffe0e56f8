-- The embedded server's roles, who owns the log and who runs the application, and its database: two statements, for the
-- server's single-user mode takes what no transaction may hold. No parameters. The owner may act as the application, so that migrations can make what the application owns.
DO $$
BEGIN
    CREATE ROLE zairyu_owner LOGIN;
    CREATE ROLE zairyu_app LOGIN;
    GRANT zairyu_app TO zairyu_owner;
END
$$;

CREATE DATABASE zairyu OWNER zairyu_owner;
