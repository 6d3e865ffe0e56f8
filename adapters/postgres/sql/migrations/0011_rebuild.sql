-- Rebuilding rows beside those that are read: the same tables in another schema, filled without indexes, then
-- indexed, then put in the place of the old ones. No parameters.
CREATE SCHEMA lists_next AUTHORIZATION zairyu_app;
SET LOCAL ROLE zairyu_app;

-- The rebuild that is under way: which version of the projection it makes, from which position on it follows
-- the log. One at a time.
CREATE TABLE projection.rebuild (
    shard int NOT NULL,
    made_by text NOT NULL,
    position bigint NOT NULL,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (shard)
);

-- The parts of it that are done: a part is the residents whose id begins with one byte.
CREATE TABLE projection.rebuilt (
    shard int NOT NULL,
    part int NOT NULL,
    residents int NOT NULL,
    events bigint NOT NULL,
    PRIMARY KEY (shard, part)
);

-- Make the tables anew, empty and without indexes.
CREATE FUNCTION projection.begin_next() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    found record;
BEGIN
    FOR found IN SELECT tablename FROM pg_tables WHERE schemaname = 'lists' LOOP
        EXECUTE format('DROP TABLE IF EXISTS lists_next.%I', found.tablename);
        EXECUTE format('CREATE TABLE lists_next.%I (LIKE lists.%I INCLUDING STORAGE)', found.tablename,
                       found.tablename);
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

-- Make the index of this name as the tables in use have it, unless it is there.
CREATE FUNCTION projection.index_next(name text) RETURNS void LANGUAGE plpgsql
SET maintenance_work_mem = '256MB' AS $$
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
