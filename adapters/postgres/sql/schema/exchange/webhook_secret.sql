-- What facts are signed with, wrapped by a master key; one that was replaced signs beside the new one until `ends_at`.
CREATE TABLE exchange.webhook_secret (
    shard int NOT NULL,
    webhook_id uuid NOT NULL,
    made_at timestamptz NOT NULL,
    master text COLLATE "C" NOT NULL,
    wrapped bytea NOT NULL,
    ends_at timestamptz,
    PRIMARY KEY (shard, webhook_id, made_at),
    FOREIGN KEY (shard, webhook_id) REFERENCES exchange.webhook ON DELETE CASCADE
);
