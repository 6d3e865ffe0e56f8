-- Residents whose facts wait at a webhook because one of them was not taken: those after `events` and `notices` in the two logs,
-- as far as the webhook itself has come. The first of them is tried again at `next_at`; how often it was tried, and since when,
-- why it was not taken the last time. `tries` 0: the one before it was taken, or set aside.
CREATE TABLE exchange.webhook_held (
    shard int NOT NULL,
    webhook_id uuid NOT NULL,
    resident_id uuid NOT NULL,
    events bigint NOT NULL,
    notices bigint NOT NULL,
    next_at timestamptz NOT NULL,
    tries int NOT NULL,
    kind text,
    fact text,
    position bigint,
    since timestamptz,
    failure text,
    PRIMARY KEY (shard, webhook_id, resident_id),
    FOREIGN KEY (shard, webhook_id) REFERENCES exchange.webhook ON DELETE CASCADE
);
CREATE INDEX webhook_held_next ON exchange.webhook_held (shard, webhook_id, next_at);
