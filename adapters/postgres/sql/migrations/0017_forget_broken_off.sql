-- Who is erased leaves the tables of a rebuild that was broken off. One under way is left alone: it reads of the
-- erasure in the log, and takes the resident out of its tables and its sums by itself. No parameters.
SET LOCAL ROLE zairyu_app;

CREATE OR REPLACE FUNCTION projection.forget_next(in_shard int, residents uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    found record;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended('zairyu.rebuild', in_shard)) THEN
        RETURN;
    END IF;
    FOR found IN SELECT t.relname FROM pg_class t
                   JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'resident_id'
                  WHERE t.relnamespace = 'lists_next'::regnamespace AND t.relkind = 'r' LOOP
        EXECUTE format('DELETE FROM lists_next.%I WHERE shard = $1 AND resident_id = ANY ($2)', found.relname)
            USING in_shard, residents;
    END LOOP;
END
$$;
