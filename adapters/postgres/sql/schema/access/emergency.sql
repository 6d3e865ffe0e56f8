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

-- Break the glass for one resident, for one hour. False when the person has opened as many in the last hour as they may: one
-- transaction at a time opens emergencies of a person, so that all are counted.
CREATE FUNCTION access.open_emergency(
    p_person text, p_role text, p_office text, p_resident uuid, p_reason text, p_opened_at timestamptz, p_most int
) RETURNS boolean LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(p_person, 0));
    INSERT INTO access.emergency (person, role, office, resident_id, reason, opened_at, until)
    SELECT p_person, p_role, p_office, p_resident, p_reason, p_opened_at, p_opened_at + interval '1 hour'
     WHERE (SELECT count(*) FROM access.emergency e WHERE e.person = p_person AND e.until > p_opened_at) < p_most;
    RETURN FOUND;
END
$$;
