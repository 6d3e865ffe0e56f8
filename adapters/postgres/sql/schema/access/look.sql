-- Who looked: one row for each look at residents; `address_shown`: it told a protected address. The application adds to it, and
-- changes or deletes nothing.
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
    residents uuid[] NOT NULL,
    address_shown boolean NOT NULL DEFAULT false
);
CREATE INDEX look_residents ON access.look USING gin (residents);
CREATE INDEX look_person ON access.look (person, id) WHERE cardinality(residents) = 1;
CREATE INDEX look_protected ON access.look (id) WHERE address_shown;
GRANT SELECT, INSERT ON access.look TO zairyu_app;

CREATE FUNCTION access.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the record of looks is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON access.look
    FOR EACH STATEMENT EXECUTE FUNCTION access.refuse();
