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
