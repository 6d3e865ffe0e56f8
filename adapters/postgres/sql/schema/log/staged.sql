-- Bringing a log back as it was recorded: ids, instants, people and offices are kept. For the owner alone; the
-- application records through log.append.
CREATE UNLOGGED TABLE log.staged (
    n bigint NOT NULL,
    resident_id uuid NOT NULL,
    version int NOT NULL,
    event_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    topic text NOT NULL,
    body bytea NOT NULL,
    meta text NOT NULL
);

-- Forget what a broken off run staged and, while nothing is recorded, the keys and claims it made.
CREATE FUNCTION log.begin_staging(p_shard int) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    TRUNCATE log.staged;
    IF (SELECT h.position FROM log.head h WHERE h.shard = p_shard) = 0 THEN
        DELETE FROM log.card_claim WHERE shard = p_shard;
        DELETE FROM keys.data_key WHERE shard = p_shard;
    END IF;
END
$$;

-- Let residents hold card numbers that nobody holds; first some give up all of theirs.
CREATE FUNCTION log.settle_claims(p_shard int, p_number text[], p_resident uuid[], p_giving_up uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM log.card_claim WHERE shard = p_shard AND resident_id = ANY (p_giving_up);
    INSERT INTO log.card_claim (number, shard, resident_id)
    SELECT c.number, p_shard, c.resident FROM unnest(p_number, p_resident) AS c (number, resident)
        ON CONFLICT (number) DO NOTHING;
END
$$;

-- Move what is staged into the log, by instant and then by n; those of one instant get a microsecond each.
-- Answers how many. Refuses what is not later than the log's last entry: history is not rewritten.
CREATE FUNCTION log.take_staged(p_shard int) RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_position bigint;
    v_recorded_at timestamptz;
    v_count bigint;
BEGIN
    SELECT h.position, h.recorded_at INTO STRICT v_position, v_recorded_at
      FROM log.head h WHERE h.shard = p_shard FOR UPDATE;
    IF EXISTS (SELECT FROM log.staged s WHERE s.recorded_at <= v_recorded_at) THEN
        RAISE EXCEPTION 'the log already holds later entries' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;

    INSERT INTO log.event (shard, position, resident_id, version, recorded_at, event_id, topic, body, meta, leaf)
    SELECT p_shard, s.position, s.resident_id, s.version, s.recorded_at, s.event_id, s.topic, s.body, s.meta,
           log.leaf(p_shard, s.position, s.resident_id, s.version, s.event_id, s.recorded_at, s.topic, s.meta, s.body)
      FROM (SELECT s.resident_id, s.version, s.event_id, s.topic, s.body, s.meta,
                   v_position + row_number() OVER (ORDER BY s.recorded_at, s.n) AS position,
                   s.recorded_at + interval '1 microsecond'
                       * (row_number() OVER (PARTITION BY s.recorded_at ORDER BY s.n) - 1) AS recorded_at
              FROM log.staged s) s
     ORDER BY s.position;
    GET DIAGNOSTICS v_count = ROW_COUNT;

    UPDATE log.head h
       SET position = v_position + v_count,
           recorded_at = greatest(v_recorded_at, (SELECT e.recorded_at FROM log.event e
                                                   WHERE e.shard = p_shard AND e.position = v_position + v_count))
     WHERE h.shard = p_shard;
    TRUNCATE log.staged;
    RETURN v_count;
END
$$;

REVOKE ALL ON FUNCTION log.begin_staging, log.settle_claims, log.take_staged FROM PUBLIC;
