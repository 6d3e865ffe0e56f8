-- Writing: the leaf of an entry, and the append, which is the only way in.

-- RFC 6962: a leaf's hash starts with a zero byte. Parts of variable length carry their length, the others
-- have one length always: no two entries give the same bytes.
CREATE FUNCTION log.leaf(
    shard int, "position" bigint, resident_id uuid, version int, event_id uuid, recorded_at timestamptz,
    topic text, meta text, body bytea
) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT sha256(
        '\x00'::bytea || int4send($1) || int8send($2) || uuid_send($3) || int4send($4) || uuid_send($5)
        || timestamptz_send($6) || int4send(octet_length($7)) || convert_to($7, 'UTF8')
        || int4send(octet_length($8)) || convert_to($8, 'UTF8') || int4send(octet_length($9)) || $9)
$$;

-- Appends that wait at the same moment, in one call: each item is taken as a whole or refused, without harm to
-- its neighbours. Nothing of one item may touch a stream, a key or a card number of another: callers see to it.
--
-- verdict  done        the events stand at "position", "position" + 1, …; recorded_at is that of the first, each
--                      later one is a microsecond later
--          repeated    the same events (by id) or the same idempotency key and digest were recorded before, as
--                      versions first_version to last_version of resident_id
--          conflict    the stream is at last_version
--          key-reused  the idempotency key was used for another request
--          card-taken  another resident holds this number
--          erased      the resident was erased
CREATE FUNCTION log.append(
    p_shard int,
    p_person text[], p_key text[], p_digest bytea[],
    p_part_item int[], p_part_resident uuid[], p_part_expected int[],
    p_row_item int[], p_row_resident uuid[], p_row_version int[], p_row_event_id uuid[],
    p_row_topic text[], p_row_body bytea[], p_row_meta text[],
    p_data_key_item int[], p_data_key_resident uuid[], p_data_key_wrapped bytea[], p_master text,
    p_claim_item int[], p_claim_number text[],
    p_release_item int[], p_release_number text[]
) RETURNS TABLE (
    item int, verdict text, "position" bigint, recorded_at timestamptz,
    resident_id uuid, first_version int, last_version int, number text
) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
    v_position bigint;
    v_recorded_at timestamptz;
BEGIN
    -- Alone in its statement: the next one must see what the former holder of this lock committed.
    SELECT h.position, greatest(clock_timestamp(), h.recorded_at + interval '1 microsecond')
      INTO STRICT v_position, v_recorded_at
      FROM log.head h WHERE h.shard = p_shard FOR UPDATE;

    RETURN QUERY
    WITH part AS (
        SELECT p.item, p.resident, p.expected, coalesce(last.version, least(p.expected, 0)) AS version,
               coalesce(last.topic = 'Erased', false) AS erased
          FROM unnest(p_part_item, p_part_resident, p_part_expected) AS p (item, resident, expected)
          LEFT JOIN LATERAL (
              SELECT e.version, e.topic FROM log.event e
               WHERE e.shard = p_shard AND e.resident_id = p.resident ORDER BY e.version DESC LIMIT 1
          ) last ON true
    ), stale AS (
        SELECT p.item, p.resident, p.version, p.expected, p.erased, own.version AS own_last
          FROM part p
          LEFT JOIN LATERAL (
              SELECT max(e.version) AS version
                FROM unnest(p_row_item, p_row_event_id, p_row_resident, p_row_version)
                     AS r (item, event_id, resident, version)
                JOIN log.event e ON e.shard = p_shard AND e.resident_id = r.resident
                                AND e.version = r.version AND e.event_id = r.event_id
               WHERE r.item = p.item AND r.resident = p.resident AND NOT p.erased
              HAVING count(*) = count(e.event_id) AND count(*) > 0
          ) own ON true
         WHERE p.erased OR p.version <> p.expected
    ), asked AS (
        SELECT i.item::int AS item, i.person, i.key, i.digest
          FROM unnest(p_person, p_key, p_digest) WITH ORDINALITY AS i (person, key, digest, item)
    ), taken AS (
        SELECT c.item, min(c.number) AS number
          FROM unnest(p_claim_item, p_claim_number) AS c (item, number)
          JOIN log.card_claim t ON t.number = c.number
         WHERE NOT EXISTS (SELECT FROM part p WHERE p.item = c.item AND p.resident = t.resident_id)
         GROUP BY c.item
    ), judged AS MATERIALIZED (
        SELECT a.item,
               CASE WHEN k.digest = '' OR s.erased THEN 'erased'
                    WHEN k.digest <> a.digest THEN 'key-reused'
                    WHEN k.digest IS NOT NULL OR s.own_last IS NOT NULL THEN 'repeated'
                    WHEN s.item IS NOT NULL THEN 'conflict'
                    WHEN t.item IS NOT NULL THEN 'card-taken'
                    ELSE 'done' END AS verdict,
               coalesce(k.resident_id, s.resident) AS resident,
               coalesce(k.first_version, s.expected + 1) AS first_version,
               coalesce(k.last_version, s.own_last, s.version) AS last_version,
               t.number
          FROM asked a
          LEFT JOIN log.idempotency k ON k.shard = p_shard AND k.person = a.person AND k.key = a.key
          LEFT JOIN LATERAL (SELECT * FROM stale s WHERE s.item = a.item LIMIT 1) s ON true
          LEFT JOIN taken t ON t.item = a.item
    ), placed AS MATERIALIZED (
        SELECT r.item, r.resident, r.version, r.event_id, r.topic, r.body, r.meta,
               v_position + row_number() OVER (ORDER BY r.n) AS position,
               v_recorded_at + (row_number() OVER (ORDER BY r.n) - 1) * interval '1 microsecond' AS recorded_at
          FROM unnest(p_row_item, p_row_resident, p_row_version, p_row_event_id, p_row_topic, p_row_body,
                      p_row_meta)
               WITH ORDINALITY AS r (item, resident, version, event_id, topic, body, meta, n)
          JOIN judged j ON j.item = r.item AND j.verdict = 'done'
    ), inserted AS (
        INSERT INTO log.event
               (shard, position, resident_id, version, recorded_at, event_id, topic, body, meta, leaf)
        SELECT p_shard, p.position, p.resident, p.version, p.recorded_at, p.event_id, p.topic, p.body, p.meta,
               log.leaf(p_shard, p.position, p.resident, p.version, p.event_id, p.recorded_at, p.topic, p.meta,
                        p.body)
          FROM placed p
    ), moved AS (
        UPDATE log.head h SET position = p.position, recorded_at = p.recorded_at
          FROM (SELECT max(position) AS position, max(recorded_at) AS recorded_at FROM placed) p
         WHERE h.shard = p_shard AND p.position IS NOT NULL
    ), keyed AS (
        INSERT INTO keys.data_key (shard, resident_id, master, wrapped)
        SELECT p_shard, k.resident, p_master, k.wrapped
          FROM unnest(p_data_key_item, p_data_key_resident, p_data_key_wrapped) AS k (item, resident, wrapped)
          JOIN judged j ON j.item = k.item AND j.verdict = 'done'
    ), claimed AS (
        INSERT INTO log.card_claim (number, shard, resident_id)
        SELECT c.number, p_shard, p.resident
          FROM unnest(p_claim_item, p_claim_number) AS c (item, number)
          JOIN judged j ON j.item = c.item AND j.verdict = 'done'
          JOIN part p ON p.item = c.item
            ON CONFLICT (number) DO NOTHING
    ), released AS (
        DELETE FROM log.card_claim t
         USING unnest(p_release_item, p_release_number) AS r (item, number), judged j, part p
         WHERE j.item = r.item AND j.verdict = 'done' AND p.item = r.item
           AND t.number = r.number AND t.resident_id = p.resident
    ), remembered AS (
        INSERT INTO log.idempotency (shard, person, key, digest, resident_id, first_version, last_version)
        SELECT p_shard, a.person, a.key, a.digest, p.resident, p.expected + 1, r.version
          FROM asked a
          JOIN judged j ON j.item = a.item AND j.verdict = 'done'
          JOIN part p ON p.item = a.item
          JOIN (SELECT item, max(version) AS version FROM placed GROUP BY item) r ON r.item = a.item
         WHERE a.key IS NOT NULL
    )
    SELECT j.item, j.verdict, r.position, r.recorded_at, j.resident, j.first_version, j.last_version, j.number
      FROM judged j
      LEFT JOIN (SELECT item, min(position) AS position, min(recorded_at) AS recorded_at
                   FROM placed GROUP BY item) r ON r.item = j.item
     ORDER BY j.item;
END
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA log FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.append, log.leaf TO zairyu_app;
