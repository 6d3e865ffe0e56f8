-- Who is erased leaves the tables of a rebuild under way as well. No parameters.
SET LOCAL ROLE zairyu_app;

CREATE FUNCTION projection.forget_next(in_shard int, residents uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    found record;
BEGIN
    FOR found IN SELECT tablename FROM pg_tables WHERE schemaname = 'lists_next' AND tablename <> 'rule' LOOP
        EXECUTE format('DELETE FROM lists_next.%I WHERE shard = $1 AND resident_id = ANY ($2)', found.tablename)
            USING in_shard, residents;
    END LOOP;
END
$$;
