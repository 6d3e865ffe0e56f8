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

-- Take up the rebuild of this version of the projection that was broken off, or throw away what there is and begin it: with
-- tables anew, empty and without indexes, with the storage parameters of those in use. They are the application's whichever
-- of its members makes them. Returns from which position on it follows the log, and the parts done. Of no version (null):
-- throw away, and begin none. One rebuild at a time, of all shards.
CREATE FUNCTION projection.begin_next(in_shard int, in_made_by text)
RETURNS TABLE ("position" bigint, part int, residents int, events bigint, stuck bytea) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    found record;
BEGIN
    IF in_made_by IS NULL
        OR NOT EXISTS (SELECT FROM projection.rebuild AS r WHERE r.shard = in_shard AND r.made_by = in_made_by) THEN
        FOR found IN SELECT tablename FROM pg_tables WHERE schemaname = 'lists_next' LOOP
            EXECUTE format('DROP TABLE lists_next.%I', found.tablename);
        END LOOP;
        DELETE FROM projection.rebuilt;
        DELETE FROM projection.rebuild;
        IF in_made_by IS NULL THEN
            RETURN;
        END IF;
        FOR found IN SELECT c.relname AS name,
                            coalesce(' WITH (' || array_to_string(c.reloptions, ', ') || ')', '') AS options
                       FROM pg_class AS c
                      WHERE c.relnamespace = 'lists'::regnamespace AND c.relkind = 'r' LOOP
            EXECUTE format('CREATE TABLE lists_next.%I (LIKE lists.%I INCLUDING STORAGE)', found.name, found.name)
                || found.options;
            EXECUTE format('ALTER TABLE lists_next.%I OWNER TO zairyu_app', found.name);
        END LOOP;
        INSERT INTO projection.rebuild (shard, made_by, position)
        SELECT in_shard, in_made_by, h.position FROM log.head AS h WHERE h.shard = in_shard;
    END IF;
    RETURN QUERY
    SELECT r.position, d.part, d.residents, d.events, d.stuck
      FROM projection.rebuild AS r LEFT JOIN projection.rebuilt AS d ON d.shard = r.shard
     WHERE r.shard = in_shard;
END
$$;

-- Make the next index that the new tables lack and nobody else is making, those of the largest table first. Returns how many
-- there are then, and how many there will be; no row when none is left. A rebuild makes two at a time, and needs no more
-- hands for each. A key's index comes before its constraint, which alone would keep others from making theirs.
CREATE FUNCTION projection.index_next(in_shard int) RETURNS TABLE (made int, "of" int) LANGUAGE plpgsql
SET maintenance_work_mem = '256MB' SET max_parallel_maintenance_workers = 0 AS $$
DECLARE
    found record;
BEGIN
    FOR found IN SELECT i.relname AS name, t.relname AS table_name, c.conname, pg_get_indexdef(i.oid) AS statement
                   FROM pg_index AS x
                   JOIN pg_class AS i ON i.oid = x.indexrelid
                   JOIN pg_class AS t ON t.oid = x.indrelid
                   LEFT JOIN pg_constraint AS c ON c.conindid = i.oid AND c.contype = 'p'
                  WHERE i.relnamespace = 'lists'::regnamespace
                  ORDER BY t.relname <> 'duty', t.relname, i.relname LOOP
        CONTINUE WHEN to_regclass(format('lists_next.%I', found.name)) IS NOT NULL
            OR NOT pg_try_advisory_xact_lock(hashtextextended('zairyu.index.' || found.name, in_shard))
            OR to_regclass(format('lists_next.%I', found.name)) IS NOT NULL;
        EXECUTE replace(found.statement, ' ON lists.', ' ON lists_next.');
        IF found.conname IS NOT NULL THEN
            EXECUTE format('ALTER TABLE lists_next.%I ADD CONSTRAINT %I PRIMARY KEY USING INDEX %I', found.table_name,
                           found.conname, found.name);
        END IF;
        RETURN QUERY SELECT (count(*) FILTER (WHERE n.nspname = 'lists_next'))::int,
                            (count(*) FILTER (WHERE n.nspname = 'lists'))::int
                       FROM pg_class AS i JOIN pg_namespace AS n ON n.oid = i.relnamespace
                      WHERE i.relkind = 'i' AND n.nspname IN ('lists', 'lists_next');
        RETURN;
    END LOOP;
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

-- Put the new tables in the place of those in use, and say how far they are and what made them. Fails soon when somebody has
-- the tables.
CREATE FUNCTION projection.switch_next(in_shard int, in_position bigint, in_made_by text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    found record;
BEGIN
    PERFORM projection.hold_lists();
    FOR found IN SELECT tablename FROM pg_tables WHERE schemaname = 'lists' ORDER BY tablename LOOP
        EXECUTE format('DROP TABLE lists.%I', found.tablename);
        EXECUTE format('ALTER TABLE lists_next.%I SET SCHEMA lists', found.tablename);
    END LOOP;
    INSERT INTO projection.checkpoint (shard, position, made_by) VALUES (in_shard, in_position, in_made_by)
    ON CONFLICT (shard) DO UPDATE SET position = excluded.position, made_by = excluded.made_by;
    DELETE FROM projection.rebuilt;
    DELETE FROM projection.rebuild;
END
$$;

-- Who is erased leaves the tables of a rebuild that was broken off; its sums and rules are then made again. `erased` null:
-- whoever has no data key any more. A rebuild under way is left alone: it reads of the erasure in the log, and takes the
-- resident out of its tables and its sums by itself.
CREATE FUNCTION projection.forget_next(in_shard int, erased uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    found record;
BEGIN
    IF to_regclass('lists_next.resident') IS NULL
        OR NOT pg_try_advisory_xact_lock(hashtextextended('zairyu.rebuild', in_shard)) THEN
        RETURN;
    END IF;
    IF erased IS NULL THEN
        EXECUTE 'SELECT array_agg(r.resident_id) FROM lists_next.resident AS r WHERE r.shard = $1 AND NOT EXISTS (
            SELECT FROM keys.data_key AS k WHERE k.shard = r.shard AND k.resident_id = r.resident_id)'
            INTO erased USING in_shard;
        IF erased IS NULL THEN
            RETURN;
        END IF;
    END IF;
    FOR found IN SELECT t.relname AS name, a.attname IS NOT NULL AS of_residents
                   FROM pg_class AS t
                   LEFT JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attname = 'resident_id'
                  WHERE t.relnamespace = 'lists_next'::regnamespace AND t.relkind = 'r' LOOP
        EXECUTE format('DELETE FROM lists_next.%I WHERE shard = $1', found.name)
            || CASE WHEN found.of_residents THEN ' AND resident_id = ANY ($2)' ELSE '' END
            USING in_shard, erased;
    END LOOP;
END
$$;
