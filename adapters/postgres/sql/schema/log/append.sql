-- Recording: log.append is the only way in, and what it checks stands before it.

-- Whether appends (see log.append) are such as no log can hold: versions that do not follow the one expected, in their
-- order; a topic that is for log.erase alone; more than a mebibyte; a new stream without its data key, or a key for
-- another; a wrapped key that is not nonce, key and tag, or a master key's id that is none.
CREATE FUNCTION log.misfit(
    p_part_item int[], p_part_resident uuid[], p_part_expected int[],
    p_row_item int[], p_row_resident uuid[], p_row_version int[], p_row_topic text[], p_row_body bytea[], p_row_meta text[],
    p_data_key_item int[], p_data_key_resident uuid[], p_data_key_wrapped bytea[], p_master text
) RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM (
            SELECT r.*, row_number() OVER (PARTITION BY r.item, r.resident ORDER BY r.n) AS nth
              FROM unnest(p_row_item, p_row_resident, p_row_version, p_row_topic, p_row_body, p_row_meta)
                   WITH ORDINALITY AS r (item, resident, version, topic, body, meta, n)
        ) r
        FULL JOIN unnest(p_part_item, p_part_resident, p_part_expected) AS p (item, resident, expected)
          ON p.item = r.item AND p.resident = r.resident
       WHERE (p.expected >= 0 AND r.version = p.expected + r.nth AND r.topic <> 'Erased'
              AND octet_length(r.body) <= 1048576 AND octet_length(r.meta) <= 65536) IS NOT TRUE
    ) OR EXISTS (
        SELECT FROM unnest(p_part_item, p_part_resident, p_part_expected) AS p (item, resident, expected)
        FULL JOIN unnest(p_data_key_item, p_data_key_resident, p_data_key_wrapped) AS k (item, resident, wrapped)
          ON k.item = p.item AND k.resident = p.resident
       WHERE (p.expected = 0) IS DISTINCT FROM (octet_length(k.wrapped) = 60 AND p_master ~ '^[0-9a-f]{16}$')
             AND (p.expected > 0 AND k.wrapped IS NULL) IS NOT TRUE
    );
END
$$;
REVOKE ALL ON FUNCTION log.misfit FROM PUBLIC;

-- Items whose idempotency key was used before. An empty digest: what it recorded was erased.
CREATE FUNCTION log.repeated(p_shard int, p_item int[], p_person text[], p_key text[], p_digest bytea[])
RETURNS TABLE (
    item int, verdict text, "position" bigint, recorded_at timestamptz,
    resident_id uuid, first_version int, last_version int, number text
) LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT a.item,
           CASE WHEN k.digest = '' THEN 'erased' WHEN k.digest <> a.digest THEN 'key-reused' ELSE 'repeated' END,
           NULL::bigint, NULL::timestamptz, k.resident_id, k.first_version, k.last_version, NULL::text
      FROM unnest(p_item, p_person, p_key, p_digest) AS a (item, person, key, digest)
      JOIN log.idempotency k ON k.shard = p_shard AND k.person = a.person AND k.key = a.key;
END
$$;
REVOKE ALL ON FUNCTION log.repeated FROM PUBLIC;

-- What is the matter with items that do not stand on the end of their stream. When their own events are there, by id, they
-- were recorded by an earlier try of the same call.
CREATE FUNCTION log.stale(
    p_shard int, p_part_item int[], p_part_resident uuid[], p_part_expected int[],
    p_row_item int[], p_row_resident uuid[], p_row_version int[], p_row_event_id uuid[]
) RETURNS TABLE (
    item int, verdict text, "position" bigint, recorded_at timestamptz,
    resident_id uuid, first_version int, last_version int, number text
) LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT DISTINCT ON (p.item) p.item,
           CASE WHEN last.topic = 'Erased' THEN 'erased' WHEN own.version IS NOT NULL THEN 'repeated'
                ELSE 'conflict' END,
           NULL::bigint, NULL::timestamptz, p.resident, p.expected + 1,
           coalesce(own.version, last.version, 0), NULL::text
      FROM unnest(p_part_item, p_part_resident, p_part_expected) AS p (item, resident, expected)
      LEFT JOIN LATERAL (
          SELECT e.version, e.topic FROM log.event e
           WHERE e.shard = p_shard AND e.resident_id = p.resident ORDER BY e.version DESC LIMIT 1
      ) last ON true
      LEFT JOIN LATERAL (
          SELECT max(e.version) AS version
            FROM unnest(p_row_item, p_row_resident, p_row_version, p_row_event_id)
                 AS r (item, resident, version, event_id)
            LEFT JOIN log.event e ON e.shard = p_shard AND e.resident_id = r.resident
                                 AND e.version = r.version AND e.event_id = r.event_id
           WHERE r.item = p.item
          HAVING count(*) = count(e.event_id)
      ) own ON true
     ORDER BY p.item;
END
$$;
REVOKE ALL ON FUNCTION log.stale FROM PUBLIC;

-- Appends that wait at the same moment, in one call: each item is taken as a whole or refused, without harm to
-- its neighbours. Nothing of one item may touch a stream, a key or a card number of another: callers see to it.
-- Items are numbered from 1. Each names, for each of its streams, the version that it stands on and, unless null, the id of
-- the event of that version: a log that was put back to an older state, and grew since, has another event there.
--
-- Answers one row for item 0: the events of all items that are not refused stand from "position" on, in the order
-- given; the first has this recorded_at, each next one is a microsecond later. And one row per refused item:
--   repeated    the same events (by id) or the same idempotency key and digest were recorded before, as versions
--               first_version to last_version of resident_id
--   conflict    the stream is at last_version, or another event is there
--   key-reused  the idempotency key was used for another request
--   card-taken  another resident holds this number
--   erased      the resident was erased
CREATE FUNCTION log.append(
    p_shard int,
    p_key_item int[], p_person text[], p_key text[], p_digest bytea[],
    p_part_item int[], p_part_resident uuid[], p_part_expected int[], p_part_last uuid[],
    p_row_item int[], p_row_resident uuid[], p_row_version int[], p_row_event_id uuid[],
    p_row_topic text[], p_row_body bytea[], p_row_meta text[],
    p_data_key_item int[], p_data_key_resident uuid[], p_data_key_wrapped bytea[], p_master text,
    p_claim_item int[], p_claim_number text[],
    p_release_item int[], p_release_number text[]
) RETURNS TABLE (
    item int, verdict text, "position" bigint, recorded_at timestamptz,
    resident_id uuid, first_version int, last_version int, number text
) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
    v_position bigint;
    v_recorded_at timestamptz;
    v_refused int[] := '{}';
    v_stale int[];
    v_taken int[];
    v_taken_number text[];
    v_events bigint;
BEGIN
    IF log.misfit(p_part_item, p_part_resident, p_part_expected, p_row_item, p_row_resident, p_row_version, p_row_topic,
                  p_row_body, p_row_meta, p_data_key_item, p_data_key_resident, p_data_key_wrapped, p_master) THEN
        RAISE EXCEPTION 'entries that no log can hold' USING ERRCODE = 'check_violation';
    END IF;

    -- Alone in its statement: the next ones must see what the former holder of this lock committed.
    SELECT h.position, greatest(clock_timestamp(), h.recorded_at + interval '1 microsecond')
      INTO STRICT v_position, v_recorded_at
      FROM log.head h WHERE h.shard = p_shard FOR UPDATE;

    IF cardinality(p_key_item) > 0 THEN
        SELECT coalesce(array_agg(r.item), '{}') INTO v_refused
          FROM log.repeated(p_shard, p_key_item, p_person, p_key, p_digest) r;
        IF v_refused <> '{}' THEN
            RETURN QUERY SELECT * FROM log.repeated(p_shard, p_key_item, p_person, p_key, p_digest);
        END IF;
    END IF;

    -- Behind SELECT the arrays' lengths are hidden from the planner: it then keeps one plan instead of making one each time.
    SELECT array_agg(p.item) INTO v_stale
      FROM unnest((SELECT p_part_item), (SELECT p_part_resident), (SELECT p_part_expected), (SELECT p_part_last))
           AS p (item, resident, expected, last)
      LEFT JOIN LATERAL (
          SELECT e.version, e.topic, e.event_id FROM log.event e
           WHERE e.shard = p_shard AND e.resident_id = p.resident ORDER BY e.version DESC LIMIT 1
      ) last ON true
     WHERE coalesce(last.version <> p.expected, p.expected > 0) OR last.topic = 'Erased' OR last.event_id <> p.last;
    IF v_stale IS NOT NULL THEN
        RETURN QUERY
        SELECT * FROM log.stale(p_shard, p_part_item, p_part_resident, p_part_expected, p_row_item, p_row_resident,
                                p_row_version, p_row_event_id) s
         WHERE s.item = ANY (v_stale) AND s.item <> ALL (v_refused);
        v_refused := v_refused || v_stale;
    END IF;

    IF cardinality(p_claim_item) > 0 THEN
        SELECT array_agg(t.item), array_agg(t.number) INTO v_taken, v_taken_number
          FROM (SELECT array_agg(c.item) AS item, array_agg(c.number) AS number,
                       array_agg(p_part_resident[array_position(p_part_item, c.item)]) AS resident
                  FROM unnest(p_claim_item, p_claim_number) AS c (item, number)
                 WHERE c.item <> ALL (v_refused)) c,
               log.claim(p_shard, c.item, c.number, c.resident) t;
        RETURN QUERY
        SELECT t.item, 'card-taken', NULL::bigint, NULL::timestamptz, NULL::uuid, NULL::int, NULL::int, t.number
          FROM unnest(v_taken, v_taken_number) AS t (item, number);
        v_refused := v_refused || coalesce(v_taken, '{}');
    END IF;

    IF cardinality(p_release_item) > 0 THEN
        PERFORM log.release(array_agg(r.number), array_agg(p_part_resident[array_position(p_part_item, r.item)]))
           FROM unnest(p_release_item, p_release_number) AS r (item, number)
          WHERE r.item <> ALL (v_refused);
    END IF;

    IF cardinality(p_data_key_item) > 0 THEN
        INSERT INTO keys.data_key (shard, resident_id, master, wrapped)
        SELECT p_shard, k.resident, p_master, k.wrapped
          FROM unnest(p_data_key_item, p_data_key_resident, p_data_key_wrapped) AS k (item, resident, wrapped)
         WHERE k.item <> ALL (v_refused);
    END IF;

    IF v_refused = '{}' THEN
        INSERT INTO log.event
               (shard, position, resident_id, version, recorded_at, event_id, topic, body, meta, leaf)
        SELECT p_shard, v_position + r.n, r.resident, r.version, v_recorded_at + (r.n - 1) * interval '1 microsecond',
               r.event_id, r.topic, r.body, r.meta,
               log.leaf(p_shard, v_position + r.n, r.resident, r.version, r.event_id,
                        v_recorded_at + (r.n - 1) * interval '1 microsecond', r.topic, r.meta, r.body)
          FROM unnest(p_row_resident, p_row_version, p_row_event_id, p_row_topic, p_row_body, p_row_meta)
               WITH ORDINALITY AS r (resident, version, event_id, topic, body, meta, n);
    ELSE
        INSERT INTO log.event
               (shard, position, resident_id, version, recorded_at, event_id, topic, body, meta, leaf)
        SELECT p_shard, v_position + r.n, r.resident, r.version, v_recorded_at + (r.n - 1) * interval '1 microsecond',
               r.event_id, r.topic, r.body, r.meta,
               log.leaf(p_shard, v_position + r.n, r.resident, r.version, r.event_id,
                        v_recorded_at + (r.n - 1) * interval '1 microsecond', r.topic, r.meta, r.body)
          FROM (SELECT r.*, row_number() OVER (ORDER BY r.o) AS n
                  FROM unnest(p_row_item, p_row_resident, p_row_version, p_row_event_id, p_row_topic, p_row_body,
                              p_row_meta)
                       WITH ORDINALITY AS r (item, resident, version, event_id, topic, body, meta, o)
                 WHERE r.item <> ALL (v_refused)) r;
    END IF;
    GET DIAGNOSTICS v_events = ROW_COUNT;

    IF v_events > 0 THEN
        UPDATE log.head h
           SET position = v_position + v_events,
               recorded_at = v_recorded_at + (v_events - 1) * interval '1 microsecond'
         WHERE h.shard = p_shard;
    END IF;

    IF cardinality(p_key_item) > 0 THEN
        INSERT INTO log.idempotency (shard, person, key, digest, resident_id, first_version, last_version)
        SELECT p_shard, a.person, a.key, a.digest, p_part_resident[array_position(p_part_item, a.item)],
               p_part_expected[array_position(p_part_item, a.item)] + 1,
               p_part_expected[array_position(p_part_item, a.item)] + cardinality(array_positions(p_row_item, a.item))
          FROM unnest(p_key_item, p_person, p_key, p_digest) AS a (item, person, key, digest)
         WHERE a.item <> ALL (v_refused);
    END IF;

    RETURN QUERY SELECT 0, 'done', v_position + 1, v_recorded_at, NULL::uuid, NULL::int, NULL::int, NULL::text;
END
$$;
REVOKE ALL ON FUNCTION log.append FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.append TO zairyu_app;
