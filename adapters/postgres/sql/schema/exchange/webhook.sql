-- To which systems facts are sent (docs/adr/0022-webhooks-are-positions.md). What is to be sent is not kept: it is what
-- stands in the log of events after `events`, and in that of notices after `notices`, but for the residents in webhook_held.
-- `offices`: of whose residents, of everybody's when there are none. `paused`: why nothing is sent (`asked` for, or the
-- receiver said that it is `gone`). `turn` rises whenever it is written down how far the webhook has come, and with each change
-- that somebody asks for: what began before another one is not written down. `failed_in_a_row` counts the tries since the last that was taken.
CREATE TABLE exchange.webhook (
    shard int NOT NULL,
    webhook_id uuid NOT NULL,
    url text NOT NULL,
    kinds text[] NOT NULL,
    offices text[] NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    paused text,
    events bigint NOT NULL,
    notices bigint NOT NULL,
    turn bigint NOT NULL DEFAULT 0,
    failed_in_a_row int NOT NULL DEFAULT 0,
    delivered_at timestamptz,
    PRIMARY KEY (shard, webhook_id)
) WITH (fillfactor = 50);
