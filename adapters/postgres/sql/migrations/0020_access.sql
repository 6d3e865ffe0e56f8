-- Who may call, and who looked: tokens, the record of every look, emergencies. No parameters.
-- The owner owns them; the application may add looks and emergencies, never change or delete one.
CREATE SCHEMA access;
GRANT USAGE ON SCHEMA access TO zairyu_app;

CREATE TABLE access.token (
    id uuid PRIMARY KEY,
    person text NOT NULL,
    role text NOT NULL,
    office text NOT NULL,
    digest bytea NOT NULL UNIQUE,
    tail text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz
);
GRANT SELECT, INSERT ON access.token TO zairyu_app;
GRANT UPDATE (revoked_at, last_used_at) ON access.token TO zairyu_app;

CREATE TABLE access.look (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    looked_at timestamptz NOT NULL,
    person text NOT NULL,
    role text NOT NULL,
    office text NOT NULL,
    purpose text,
    route text NOT NULL,
    asked_on date,
    known text,
    residents uuid[] NOT NULL
);
CREATE INDEX look_residents ON access.look USING gin (residents);
GRANT SELECT, INSERT ON access.look TO zairyu_app;

CREATE TABLE access.emergency (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person text NOT NULL,
    role text NOT NULL,
    office text NOT NULL,
    resident_id uuid NOT NULL,
    reason text NOT NULL,
    opened_at timestamptz NOT NULL,
    until timestamptz NOT NULL
);
CREATE INDEX emergency_person ON access.emergency (person, resident_id, until);
GRANT SELECT, INSERT ON access.emergency TO zairyu_app;

CREATE FUNCTION access.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the record of looks is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON access.look
    FOR EACH STATEMENT EXECUTE FUNCTION access.refuse();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON access.emergency
    FOR EACH STATEMENT EXECUTE FUNCTION access.refuse();
