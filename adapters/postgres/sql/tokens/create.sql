-- Keep a token's digest.
-- $1 id uuid, $2 person text, $3 role text, $4 office text, $5 digest bytea, $6 tail text, $7 expires_at timestamptz
INSERT INTO access.token (id, person, role, office, digest, tail, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
