-- Who reached a resident elsewhere in an emergency, for what reason and until when; kept like access.look.
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

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON access.emergency
    FOR EACH STATEMENT EXECUTE FUNCTION access.refuse();
