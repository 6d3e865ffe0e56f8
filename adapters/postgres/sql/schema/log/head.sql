-- The end of each shard's log. Every append locks this row: commit order is position order, and positions have no gaps.
CREATE TABLE log.head (
    shard int PRIMARY KEY,
    position bigint NOT NULL DEFAULT 0,
    recorded_at timestamptz NOT NULL DEFAULT '-infinity'
) WITH (fillfactor = 10);
GRANT SELECT ON log.head TO zairyu_app;

INSERT INTO log.head (shard) VALUES (0);
