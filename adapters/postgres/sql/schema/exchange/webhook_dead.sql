-- Facts that were tried for three days and set aside: `position` is one in the log of their kind.
CREATE TABLE exchange.webhook_dead (
    shard int NOT NULL,
    webhook_id uuid NOT NULL,
    kind text NOT NULL,
    position bigint NOT NULL,
    fact text NOT NULL,
    tries int NOT NULL,
    since timestamptz NOT NULL,
    failed_at timestamptz NOT NULL,
    failure text NOT NULL,
    PRIMARY KEY (shard, webhook_id, kind, position),
    FOREIGN KEY (shard, webhook_id) REFERENCES exchange.webhook ON DELETE CASCADE
);
