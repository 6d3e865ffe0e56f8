-- Calendars that other programs fetch: the SHA-256 of each one's secret address, who made it, and what it shows. One that was
-- made with a token (`token_id`) lasts as long as that, any other until `ends_at`. `about` is the office that it is narrowed
-- to, `kinds` the kinds of duties (null: all).
CREATE TABLE exchange.calendar (
    id uuid PRIMARY KEY,
    digest bytea NOT NULL UNIQUE,
    person text NOT NULL,
    role text NOT NULL,
    office text NOT NULL,
    token_id uuid,
    about text,
    kinds text[],
    names boolean NOT NULL,
    language text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ends_at timestamptz,
    read_at timestamptz
);
CREATE INDEX calendar_maker ON exchange.calendar (office, person);
