-- The log: one table of events, one row that orders them, and what an append checks.
-- `shard` stands first in every key: 0 unless a log was made with more.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'zairyu_app') THEN
        CREATE ROLE zairyu_app NOLOGIN;
    END IF;
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
CREATE SCHEMA log;
CREATE SCHEMA keys;
GRANT USAGE ON SCHEMA log, keys TO zairyu_app;

-- Every append locks this row: commit order is position order, and positions have no gaps.
CREATE TABLE log.head (
    shard int PRIMARY KEY,
    position bigint NOT NULL DEFAULT 0,
    recorded_at timestamptz NOT NULL DEFAULT '-infinity'
) WITH (fillfactor = 10);

INSERT INTO log.head (shard) VALUES (0);

-- Erasing a resident takes everything but place, time and leaf from the rows of the stream.
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

-- A card number belongs to one resident in the whole log: the only key without shard.
CREATE TABLE log.card_claim (
    number text PRIMARY KEY,
    shard int NOT NULL,
    resident_id uuid NOT NULL
);
CREATE INDEX card_claim_resident ON log.card_claim (shard, resident_id);

CREATE TABLE log.idempotency (
    shard int NOT NULL,
    person text NOT NULL,
    key text NOT NULL,
    digest bytea NOT NULL,
    resident_id uuid NOT NULL,
    first_version int NOT NULL,
    last_version int NOT NULL,
    PRIMARY KEY (shard, person, key)
);
CREATE INDEX idempotency_resident ON log.idempotency (shard, resident_id);

-- How far a reader of the log has come, by its name.
CREATE TABLE log.tracking (
    shard int NOT NULL,
    name text NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (shard, name)
) WITH (fillfactor = 10);

-- Signed tree heads (RFC 6962) over the leaves of positions 1 to size.
CREATE TABLE log.seal (
    shard int NOT NULL,
    size bigint NOT NULL,
    root bytea NOT NULL,
    sealed_at timestamptz NOT NULL,
    public_key bytea NOT NULL,
    signature bytea NOT NULL,
    PRIMARY KEY (shard, size)
);

-- One key per resident, wrapped by a master key that is not in the database. Destroying the row erases.
CREATE TABLE keys.data_key (
    shard int NOT NULL,
    resident_id uuid NOT NULL,
    master text NOT NULL,
    wrapped bytea NOT NULL,
    PRIMARY KEY (shard, resident_id)
);

GRANT SELECT ON ALL TABLES IN SCHEMA log, keys TO zairyu_app;

CREATE FUNCTION log.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;

-- Besides the privileges. Erasing is the one change, and says that it is one (log.erase).
CREATE TRIGGER append_only BEFORE UPDATE ON log.event FOR EACH ROW
WHEN (NEW.leaf <> OLD.leaf OR NEW.body IS NOT NULL OR OLD.body IS NULL
      OR (NEW.shard, NEW.position, NEW.resident_id, NEW.version, NEW.recorded_at)
         IS DISTINCT FROM (OLD.shard, OLD.position, OLD.resident_id, OLD.version, OLD.recorded_at))
EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER no_delete BEFORE DELETE ON log.event FOR EACH ROW EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON log.event FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
