-- What a rebuild that was broken off leaves behind. No parameters.
SET LOCAL ROLE zairyu_app;

-- Whom a part set aside, as JSON, so that the rebuild knows of them when it is taken up again.
ALTER TABLE projection.rebuilt ADD COLUMN stuck bytea NOT NULL DEFAULT '[]';

-- Take out of the tables of a rebuild that was broken off who was erased while it was under way: whoever has no
-- data key any more. Returns how many.
CREATE FUNCTION projection.forget_erased_next(in_shard int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    erased uuid[];
BEGIN
    IF to_regclass('lists_next.resident') IS NULL
        OR NOT pg_try_advisory_xact_lock(hashtextextended('zairyu.rebuild', in_shard)) THEN
        RETURN 0;
    END IF;
    EXECUTE 'SELECT array_agg(r.resident_id) FROM lists_next.resident AS r WHERE r.shard = $1 AND NOT EXISTS (
        SELECT FROM keys.data_key AS k WHERE k.shard = r.shard AND k.resident_id = r.resident_id)'
        INTO erased USING in_shard;
    PERFORM projection.forget_next(in_shard, erased) WHERE erased IS NOT NULL;
    RETURN coalesce(cardinality(erased), 0);
END
$$;

-- Keep everybody from the rows in use and the new ones until the transaction ends, or fail soon. First comes a lock that
-- readers and writers do not mind: a running autovacuum gives way to it, but only to who waits for long. Readers are
-- waited for half as long as PostgreSQL waits before it looks for a deadlock, so that none of them is ended for one.
-- `dwelling` comes last: readers of the other tables come to it while they hold those.
CREATE FUNCTION projection.hold_lists() RETURNS void LANGUAGE plpgsql SET lock_timeout = '5s' AS $$
DECLARE
    tables text[] := ARRAY(
        SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname IN ('lists', 'lists_next')
        ORDER BY tablename = 'dwelling', tablename, schemaname);
    found text;
    until timestamptz;
BEGIN
    FOREACH found IN ARRAY tables LOOP
        EXECUTE 'LOCK TABLE ' || found || ' IN SHARE UPDATE EXCLUSIVE MODE';
    END LOOP;
    until := clock_timestamp() + least(current_setting('deadlock_timeout')::interval / 2, '500ms');
    FOREACH found IN ARRAY tables LOOP
        PERFORM set_config('lock_timeout',
                           greatest(1, extract(epoch FROM until - clock_timestamp()) * 1000)::int::text, true);
        EXECUTE 'LOCK TABLE ' || found || ' IN ACCESS EXCLUSIVE MODE';
    END LOOP;
END
$$;

-- Make the tables anew, empty and without indexes, with the storage parameters of those in use. They are the
-- application's whichever of its members makes them.
CREATE OR REPLACE FUNCTION projection.begin_next() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    found record;
BEGIN
    FOR found IN SELECT c.relname AS name, coalesce(' WITH (' || array_to_string(c.reloptions, ', ') || ')', '') AS options
                   FROM pg_class AS c
                  WHERE c.relnamespace = 'lists'::regnamespace AND c.relkind = 'r' LOOP
        EXECUTE format('DROP TABLE IF EXISTS lists_next.%I', found.name);
        EXECUTE format('CREATE TABLE lists_next.%I (LIKE lists.%I INCLUDING STORAGE)', found.name, found.name)
            || found.options;
        EXECUTE format('ALTER TABLE lists_next.%I OWNER TO zairyu_app', found.name);
    END LOOP;
END
$$;

-- What rebuilds before this one did not take along.
ALTER TABLE lists.state_change SET (fillfactor = 80);
ALTER TABLE lists.week_change SET (fillfactor = 80);
