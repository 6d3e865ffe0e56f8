-- Where a reader of the log stands; it only moves forward.
CREATE FUNCTION log.track(p_shard int, p_name text, p_position bigint) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH moved AS (
        INSERT INTO log.tracking AS t (shard, name, position) VALUES (p_shard, p_name, p_position)
        ON CONFLICT (shard, name) DO UPDATE SET position = excluded.position WHERE t.position < excluded.position
        RETURNING true
    )
    SELECT EXISTS (SELECT FROM moved)
$$;

REVOKE ALL ON FUNCTION log.track FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.track TO zairyu_app;
