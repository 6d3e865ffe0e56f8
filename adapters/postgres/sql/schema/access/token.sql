-- Who may call. The application adds tokens, revokes them and notes their use.
CREATE TABLE access.token (
    id uuid PRIMARY KEY,
    person text NOT NULL,
    role text NOT NULL,
    office text NOT NULL,
    digest bytea NOT NULL UNIQUE,
    tail text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz
);
GRANT SELECT, INSERT ON access.token TO zairyu_app;
GRANT UPDATE (revoked_at, last_used_at) ON access.token TO zairyu_app;
