-- To whom the digest of an office goes, in which language (`ja`, `en`, `both`); `since`: the day from which it was to be sent.
CREATE TABLE exchange.mail_recipients (
    shard int NOT NULL,
    office text NOT NULL,
    addresses text[] NOT NULL,
    language text NOT NULL,
    since date NOT NULL,
    changed_by text NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (shard, office)
);
