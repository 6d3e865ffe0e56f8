-- The idempotency keys of requests, and what each recorded. An empty digest: that was erased.
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
GRANT SELECT ON log.idempotency TO zairyu_app;
