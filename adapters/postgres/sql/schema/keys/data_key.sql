-- One key per resident, wrapped by a master key that is not in the database. Destroying the row erases, and what it leaves
-- in its page is to go soon.
CREATE TABLE keys.data_key (
    shard int NOT NULL,
    resident_id uuid NOT NULL,
    master text COLLATE "C" NOT NULL,
    wrapped bytea NOT NULL,
    PRIMARY KEY (shard, resident_id)
) WITH (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);
GRANT SELECT ON keys.data_key TO zairyu_app;

-- Which master keys are in use, and what each wraps.
CREATE INDEX data_key_master ON keys.data_key (shard, master);
