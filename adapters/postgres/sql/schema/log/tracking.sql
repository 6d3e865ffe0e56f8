-- How far a reader of the log has come, by its name; it only moves forward.
CREATE TABLE log.tracking (
    shard int NOT NULL,
    name text NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (shard, name)
) WITH (fillfactor = 10);
GRANT SELECT ON log.tracking TO zairyu_app;

-- Move a reader forward. False when it has come as far already.
CREATE FUNCTION log.track(p_shard int, p_name text, p_position bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO log.tracking AS t (shard, name, position) VALUES (p_shard, p_name, p_position)
    ON CONFLICT (shard, name) DO UPDATE SET position = excluded.position WHERE t.position < excluded.position;
    RETURN FOUND;
END
$$;
REVOKE ALL ON FUNCTION log.track FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.track TO zairyu_app;
