-- The digest of a day to one recipient, once it was tried: `sent`, `nothing` (to tell), `again` (to be tried again), `refused`
-- (for good, for that day), `missed` (the day ended). `answer` is what the mail server said. Kept for 90 days.
CREATE TABLE exchange.digest (
    shard int NOT NULL,
    office text NOT NULL,
    day date NOT NULL,
    address text NOT NULL,
    state text NOT NULL,
    message_id text NOT NULL,
    tries int NOT NULL,
    tried_at timestamptz NOT NULL,
    sent_at timestamptz,
    answer text NOT NULL,
    PRIMARY KEY (shard, office, day, address)
);
CREATE INDEX digest_day ON exchange.digest (shard, day);
