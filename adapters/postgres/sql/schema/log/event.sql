-- What was recorded. Erasing a resident takes everything but place, time and leaf from the rows of the stream.
CREATE TABLE log.event (
    shard int NOT NULL,
    position bigint NOT NULL,
    resident_id uuid NOT NULL,
    version int NOT NULL,
    recorded_at timestamptz NOT NULL,
    event_id uuid,
    topic text,
    body bytea,
    meta text,
    leaf bytea NOT NULL,
    PRIMARY KEY (shard, position),
    UNIQUE (shard, resident_id, version),
    CHECK (num_nulls(event_id, topic, body, meta) IN (0, 4))
);
GRANT SELECT ON log.event TO zairyu_app;

-- Requests for corrections, and what became of them, are entries of the streams; an index finds those that wait.
CREATE INDEX correction_requests ON log.event (shard, resident_id, version) INCLUDE (position, topic)
    WHERE starts_with(topic, 'Correction');

-- Whose address is, or was, protected: what is recorded counts before the lists show it.
CREATE INDEX event_protecting ON log.event (shard, resident_id, version) WHERE topic = 'AddressProtected';

CREATE FUNCTION log.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;
REVOKE ALL ON FUNCTION log.refuse_change FROM PUBLIC;

-- Besides the privileges. Erasing is the one change, and says that it is one (log.erase).
CREATE TRIGGER append_only BEFORE UPDATE ON log.event FOR EACH ROW
WHEN (NEW.leaf <> OLD.leaf OR NEW.body IS NOT NULL OR OLD.body IS NULL
      OR (NEW.shard, NEW.position, NEW.resident_id, NEW.version, NEW.recorded_at)
         IS DISTINCT FROM (OLD.shard, OLD.position, OLD.resident_id, OLD.version, OLD.recorded_at))
EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER no_delete BEFORE DELETE ON log.event FOR EACH ROW EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON log.event FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
