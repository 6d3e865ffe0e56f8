-- Everything up to this position of the log is in the rows; `made_by` is the version of the projection.
CREATE TABLE projection.checkpoint (
    shard int NOT NULL,
    position bigint NOT NULL,
    made_by text NOT NULL,
    PRIMARY KEY (shard)
) WITH (fillfactor = 10);

-- Residents whose history could not be folded: their rows stand still, the others go on.
CREATE TABLE projection.stuck (
    shard int NOT NULL,
    resident_id uuid NOT NULL,
    version int NOT NULL,
    position bigint NOT NULL,
    fault text NOT NULL,
    since timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (shard, resident_id)
);
