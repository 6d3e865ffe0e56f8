-- Rebuilding rows beside those that are read: the same tables in another schema, filled without indexes, then indexed, then
-- put in the place of the old ones.

-- The rebuild that is under way: which version of the projection it makes, from which position on it follows the log. One at
-- a time.
CREATE TABLE projection.rebuild (
    shard int NOT NULL,
    made_by text NOT NULL,
    position bigint NOT NULL,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (shard)
);

-- The parts of it that are done: a part is the residents whose id begins with one byte. `stuck` is whom it set aside, as
-- JSON, so that the rebuild knows of them when it is taken up again.
CREATE TABLE projection.rebuilt (
    shard int NOT NULL,
    part int NOT NULL,
    residents int NOT NULL,
    events bigint NOT NULL,
    stuck bytea NOT NULL DEFAULT '[]',
    PRIMARY KEY (shard, part)
);

-- Make the tables anew, empty and without indexes, with the storage parameters of those in use. They are the
-- application's whichever of its members makes them.
CREATE FUNCTION projection.begin_next() RETURNS void LANGUAGE plpgsql AS $$
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

-- Throw the unfinished tables away.
CREATE FUNCTION projection.drop_next() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    found record;
BEGIN
    FOR found IN SELECT tablename FROM pg_tables WHERE schemaname = 'lists_next' LOOP
        EXECUTE format('DROP TABLE lists_next.%I', found.tablename);
    END LOOP;
    DELETE FROM projection.rebuilt;
    DELETE FROM projection.rebuild;
END
$$;

-- Make the index of this name as the tables in use have it, unless it is there. A rebuild makes two at a time already, and
-- needs no more hands for each.
CREATE FUNCTION projection.index_next(name text) RETURNS void LANGUAGE plpgsql
SET maintenance_work_mem = '256MB' SET max_parallel_maintenance_workers = 0 AS $$
DECLARE
    found record;
BEGIN
    IF to_regclass(format('lists_next.%I', name)) IS NOT NULL THEN
        RETURN;
    END IF;
    SELECT c.conname, t.relname AS table_name, pg_get_constraintdef(c.oid) AS definition,
           pg_get_indexdef(i.oid) AS statement
      INTO STRICT found
      FROM pg_class i
      JOIN pg_index x ON x.indexrelid = i.oid
      JOIN pg_class t ON t.oid = x.indrelid
      LEFT JOIN pg_constraint c ON c.conindid = i.oid
     WHERE i.relnamespace = 'lists'::regnamespace AND i.relname = name;
    IF found.conname IS NOT NULL THEN
        EXECUTE format('ALTER TABLE lists_next.%I ADD CONSTRAINT %I %s', found.table_name, found.conname,
                       found.definition);
    ELSE
        EXECUTE replace(found.statement, ' ON lists.', ' ON lists_next.');
    END IF;
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

-- Put the new tables in the place of the old ones.
CREATE FUNCTION projection.switch_next() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    found record;
BEGIN
    FOR found IN SELECT tablename FROM pg_tables WHERE schemaname = 'lists' ORDER BY tablename LOOP
        EXECUTE format('DROP TABLE lists.%I', found.tablename);
        EXECUTE format('ALTER TABLE lists_next.%I SET SCHEMA lists', found.tablename);
    END LOOP;
    DELETE FROM projection.rebuilt;
    DELETE FROM projection.rebuild;
END
$$;

-- Who is erased leaves the tables of a rebuild that was broken off. One under way is left alone: it reads of the erasure in
-- the log, and takes the resident out of its tables and its sums by itself.
CREATE FUNCTION projection.forget_next(in_shard int, residents uuid[]) RETURNS void LANGUAGE plpgsql AS $$
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
