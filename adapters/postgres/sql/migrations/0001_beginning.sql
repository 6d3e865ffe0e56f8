-- The whole schema: each object as its file below sql/schema/ has it. What the owner makes comes first. No parameters.

-- The schemas: the log, its keys and who may call belong to the owner, whose tables the application reads; the lists
-- and how far they have come to the application, since they can be made again from the log at any time. No parameters.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
CREATE SCHEMA IF NOT EXISTS log;
CREATE SCHEMA IF NOT EXISTS keys;
CREATE SCHEMA IF NOT EXISTS access;
GRANT USAGE ON SCHEMA log, keys, access TO zairyu_app;
CREATE SCHEMA lists AUTHORIZATION zairyu_app;
CREATE SCHEMA lists_next AUTHORIZATION zairyu_app;
CREATE SCHEMA projection AUTHORIZATION zairyu_app;

-- The end of each shard's log. Every append locks this row: commit order is position order, and positions have no gaps.
CREATE TABLE log.head (
    shard int PRIMARY KEY,
    position bigint NOT NULL DEFAULT 0,
    recorded_at timestamptz NOT NULL DEFAULT '-infinity'
) WITH (fillfactor = 10);
GRANT SELECT ON log.head TO zairyu_app;

INSERT INTO log.head (shard) VALUES (0);

-- What was recorded. Erasing a resident takes everything but place, time and leaf from the rows of the stream.
CREATE TABLE log.event (
    shard int NOT NULL,
    position bigint NOT NULL,
    resident_id uuid NOT NULL,
    version int NOT NULL,
    recorded_at timestamptz NOT NULL,
    event_id uuid,
    topic text,
    body bytea,
    meta text,
    leaf bytea NOT NULL,
    PRIMARY KEY (shard, position),
    UNIQUE (shard, resident_id, version),
    CHECK (num_nulls(event_id, topic, body, meta) IN (0, 4))
);
GRANT SELECT ON log.event TO zairyu_app;

-- Requests for corrections, and what became of them, are entries of the streams; an index finds those that wait.
CREATE INDEX correction_requests ON log.event (shard, resident_id, version) INCLUDE (position, topic)
    WHERE starts_with(topic, 'Correction');

CREATE FUNCTION log.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;
REVOKE ALL ON FUNCTION log.refuse_change FROM PUBLIC;

-- Besides the privileges. Erasing is the one change, and says that it is one (log.erase).
CREATE TRIGGER append_only BEFORE UPDATE ON log.event FOR EACH ROW
WHEN (NEW.leaf <> OLD.leaf OR NEW.body IS NOT NULL OR OLD.body IS NULL
      OR (NEW.shard, NEW.position, NEW.resident_id, NEW.version, NEW.recorded_at)
         IS DISTINCT FROM (OLD.shard, OLD.position, OLD.resident_id, OLD.version, OLD.recorded_at))
EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER no_delete BEFORE DELETE ON log.event FOR EACH ROW EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON log.event FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();

-- A card number belongs to one resident in the whole log: the only key without shard.
CREATE TABLE log.card_claim (
    number text PRIMARY KEY,
    shard int NOT NULL,
    resident_id uuid NOT NULL
);
CREATE INDEX card_claim_resident ON log.card_claim (shard, resident_id);
GRANT SELECT ON log.card_claim TO zairyu_app;

-- Let residents hold numbers, all of an item or none. Answers the items that want a number which another resident holds, each
-- with the first such. Like log.release it finds rows by their number alone and touches no other table.
CREATE FUNCTION log.claim(p_shard int, p_item int[], p_number text[], p_resident uuid[])
RETURNS TABLE (item int, number text) LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_taken int[];
BEGIN
    SELECT coalesce(array_agg(c.item), '{}') INTO v_taken
      FROM unnest(p_item, p_number, p_resident) AS c (item, number, resident)
      JOIN log.card_claim t ON t.number = c.number
     WHERE t.resident_id <> c.resident;
    RETURN QUERY
    SELECT c.item, min(c.number)
      FROM unnest(p_item, p_number, p_resident) AS c (item, number, resident)
      JOIN log.card_claim t ON t.number = c.number
     WHERE t.resident_id <> c.resident
     GROUP BY c.item;
    INSERT INTO log.card_claim (number, shard, resident_id)
    SELECT c.number, p_shard, c.resident
      FROM unnest(p_item, p_number, p_resident) AS c (item, number, resident)
     WHERE c.item <> ALL (v_taken)
        ON CONFLICT (number) DO NOTHING;
END
$$;

-- Let residents give up numbers that they hold.
CREATE FUNCTION log.release(p_number text[], p_resident uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM log.card_claim t
     USING unnest(p_number, p_resident) AS r (number, resident)
     WHERE t.number = r.number AND t.resident_id = r.resident;  -- of whatever shard
END
$$;
REVOKE ALL ON FUNCTION log.claim, log.release FROM PUBLIC;

-- The idempotency keys of requests, and what each recorded. An empty digest: that was erased.
CREATE TABLE log.idempotency (
    shard int NOT NULL,
    person text NOT NULL,
    key text NOT NULL,
    digest bytea NOT NULL,
    resident_id uuid NOT NULL,
    first_version int NOT NULL,
    last_version int NOT NULL,
    PRIMARY KEY (shard, person, key)
);
CREATE INDEX idempotency_resident ON log.idempotency (shard, resident_id);
GRANT SELECT ON log.idempotency TO zairyu_app;

-- The leaf of an entry, as seals count it. RFC 6962: a leaf's hash starts with a zero byte. Parts of variable length carry
-- their length, the others have one length always: no two entries give the same bytes.
CREATE FUNCTION log.leaf(
    shard int, "position" bigint, resident_id uuid, version int, event_id uuid, recorded_at timestamptz,
    topic text, meta text, body bytea
) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT sha256(
        '\x00'::bytea || int4send($1) || int8send($2) || uuid_send($3) || int4send($4) || uuid_send($5)
        || timestamptz_send($6) || int4send(octet_length($7)) || convert_to($7, 'UTF8')
        || int4send(octet_length($8)) || convert_to($8, 'UTF8') || int4send(octet_length($9)) || $9)
$$;
REVOKE ALL ON FUNCTION log.leaf FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.leaf TO zairyu_app;

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

-- Items that do not stand on the newest version of their stream. When their own events are there, by id, they
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
     WHERE coalesce(last.version <> p.expected, p.expected > 0) OR last.topic = 'Erased'
     ORDER BY p.item;
END
$$;
REVOKE ALL ON FUNCTION log.stale FROM PUBLIC;

-- Appends that wait at the same moment, in one call: each item is taken as a whole or refused, without harm to
-- its neighbours. Nothing of one item may touch a stream, a key or a card number of another: callers see to it.
-- Items are numbered from 1.
--
-- Answers one row for item 0: the events of all items that are not refused stand from "position" on, in the order
-- given; the first has this recorded_at, each next one is a microsecond later. And one row per refused item:
--   repeated    the same events (by id) or the same idempotency key and digest were recorded before, as versions
--               first_version to last_version of resident_id
--   conflict    the stream is at last_version
--   key-reused  the idempotency key was used for another request
--   card-taken  another resident holds this number
--   erased      the resident was erased
CREATE FUNCTION log.append(
    p_shard int,
    p_key_item int[], p_person text[], p_key text[], p_digest bytea[],
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
      FROM unnest((SELECT p_part_item), (SELECT p_part_resident), (SELECT p_part_expected)) AS p (item, resident, expected)
      LEFT JOIN LATERAL (
          SELECT e.version, e.topic FROM log.event e
           WHERE e.shard = p_shard AND e.resident_id = p.resident ORDER BY e.version DESC LIMIT 1
      ) last ON true
     WHERE coalesce(last.version <> p.expected, p.expected > 0) OR last.topic = 'Erased';
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

-- Erasing a resident: the one change of what was recorded, and an entry of the log itself, which names a reason and its
-- author and nothing else. Place, time and leaf of the stream's entries stay, so positions have no gaps and seals still
-- verify.
--
-- verdict  done    the erasing entry stands at "position", as this version of the stream
--          absent  there is no such stream
--          erased  it was erased before
CREATE FUNCTION log.erase(p_shard int, p_resident uuid, p_event_id uuid, p_body bytea, p_meta text)
RETURNS TABLE (verdict text, "position" bigint, version int, recorded_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_position bigint;
    v_recorded_at timestamptz;
    v_version int;
    v_topic text;
BEGIN
    IF convert_from(p_body, 'UTF8') !~ '^\{"reason":"[a-z-]{1,40}"\}$' OR octet_length(p_meta) > 65536
       OR json_typeof(p_meta::json) <> 'object' THEN
        RAISE EXCEPTION 'an erasure that no log can hold' USING ERRCODE = 'check_violation';
    END IF;

    SELECT h.position + 1, greatest(clock_timestamp(), h.recorded_at + interval '1 microsecond')
      INTO STRICT v_position, v_recorded_at
      FROM log.head h WHERE h.shard = p_shard FOR UPDATE;

    SELECT e.version + 1, e.topic INTO v_version, v_topic FROM log.event e
     WHERE e.shard = p_shard AND e.resident_id = p_resident ORDER BY e.version DESC LIMIT 1;
    IF NOT FOUND OR v_topic = 'Erased' THEN
        RETURN QUERY SELECT CASE WHEN v_topic IS NULL THEN 'absent' ELSE 'erased' END,
                            NULL::bigint, NULL::int, NULL::timestamptz;
        RETURN;
    END IF;

    UPDATE log.event e SET event_id = NULL, topic = NULL, body = NULL, meta = NULL
     WHERE e.shard = p_shard AND e.resident_id = p_resident;
    DELETE FROM keys.data_key k WHERE k.shard = p_shard AND k.resident_id = p_resident;
    DELETE FROM log.card_claim c WHERE c.shard = p_shard AND c.resident_id = p_resident;
    -- After the key: who tells of duties holds it while doing so.
    UPDATE log.notice n SET resident_id = NULL, subject = NULL, note = NULL
      FROM log.told t
     WHERE t.shard = p_shard AND t.resident_id = p_resident AND n.shard = p_shard AND n.notice_id = t.notice_id
       AND num_nonnulls(n.resident_id, n.subject, n.note) > 0;
    UPDATE log.told t SET resident_id = NULL, subject = NULL WHERE t.shard = p_shard AND t.resident_id = p_resident;
    -- The key stays used; what was asked under it does not.
    UPDATE log.idempotency i SET digest = '' WHERE i.shard = p_shard AND i.resident_id = p_resident;

    INSERT INTO log.event
           (shard, position, resident_id, version, recorded_at, event_id, topic, body, meta, leaf)
    VALUES (p_shard, v_position, p_resident, v_version, v_recorded_at, p_event_id, 'Erased', p_body, p_meta,
            log.leaf(p_shard, v_position, p_resident, v_version, p_event_id, v_recorded_at, 'Erased', p_meta,
                     p_body));
    UPDATE log.head h SET position = v_position, recorded_at = v_recorded_at WHERE h.shard = p_shard;
    RETURN QUERY SELECT 'done', v_position, v_version, v_recorded_at;
END
$$;
REVOKE ALL ON FUNCTION log.erase FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.erase TO zairyu_app;

-- Signed tree heads (RFC 6962) over the leaves of positions 1 to size.
CREATE TABLE log.seal (
    shard int NOT NULL,
    size bigint NOT NULL,
    root bytea NOT NULL,
    sealed_at timestamptz NOT NULL,
    public_key bytea NOT NULL,
    signature bytea NOT NULL,
    PRIMARY KEY (shard, size)
);
GRANT SELECT ON log.seal TO zairyu_app;

-- Keep a seal. False when another process sealed this size or more first. Nothing is ever kept about entries that are not
-- there; whether the signature holds is for `zairyu verify` to say.
CREATE FUNCTION log.keep_seal(
    p_shard int, p_size bigint, p_root bytea, p_sealed_at timestamptz, p_public_key bytea, p_signature bytea
) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF (p_size > 0 AND p_size <= (SELECT h.position FROM log.head h WHERE h.shard = p_shard)
        AND octet_length(p_root) = 32 AND octet_length(p_public_key) = 32 AND octet_length(p_signature) = 64
        AND isfinite(p_sealed_at)) IS NOT TRUE THEN
        RAISE EXCEPTION 'a seal that no log can hold' USING ERRCODE = 'check_violation';
    END IF;
    IF p_size <= (SELECT max(s.size) FROM log.seal s WHERE s.shard = p_shard) THEN
        RETURN false;
    END IF;
    INSERT INTO log.seal (shard, size, root, sealed_at, public_key, signature)
    VALUES (p_shard, p_size, p_root, p_sealed_at, p_public_key, p_signature) ON CONFLICT (shard, size) DO NOTHING;
    RETURN FOUND;
END
$$;
REVOKE ALL ON FUNCTION log.keep_seal FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.keep_seal TO zairyu_app;

-- Perfect subtrees over the leaves, levels 8, 16 and 24, which make proofs short: made of the leaves by the database
-- itself when the log is sealed, made again when it is verified.
CREATE TABLE log.subtree (
    shard int NOT NULL,
    level int NOT NULL,
    index bigint NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (shard, level, index)
);
GRANT SELECT ON log.subtree TO zairyu_app;

-- The hash of a perfect tree over 256 hashes (RFC 6962); null when they are not 256.
CREATE FUNCTION log.perfect(hashes bytea[]) RETURNS bytea LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    IF cardinality(hashes) <> 256 THEN
        RETURN NULL;
    END IF;
    WHILE cardinality(hashes) > 1 LOOP
        hashes := ARRAY(SELECT sha256('\x01'::bytea || hashes[2 * n - 1] || hashes[2 * n])
                          FROM generate_series(1, cardinality(hashes) / 2) AS n ORDER BY n);
    END LOOP;
    RETURN hashes[1];
END
$$;
REVOKE ALL ON FUNCTION log.perfect FROM PUBLIC;

-- Keep the subtrees that are complete up to a position. Refuses when an entry is missing.
CREATE FUNCTION log.keep_subtrees(p_shard int, p_until bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_level int;
    v_next bigint;
BEGIN
    IF p_until > (SELECT h.position FROM log.head h WHERE h.shard = p_shard) THEN
        RAISE EXCEPTION 'the log is shorter' USING ERRCODE = 'check_violation';
    END IF;
    FOREACH v_level IN ARRAY ARRAY[8, 16, 24] LOOP
        SELECT coalesce(max(t.index) + 1, 0) INTO v_next FROM log.subtree t WHERE t.shard = p_shard AND t.level = v_level;
        INSERT INTO log.subtree (shard, level, index, hash)
        SELECT p_shard, v_level, i, log.perfect(
                   CASE v_level WHEN 8 THEN
                       ARRAY(SELECT e.leaf FROM log.event e
                              WHERE e.shard = p_shard AND e.position > i * 256 AND e.position <= (i + 1) * 256
                              ORDER BY e.position)
                   ELSE
                       ARRAY(SELECT t.hash FROM log.subtree t
                              WHERE t.shard = p_shard AND t.level = v_level - 8 AND t.index >= i * 256
                                AND t.index < (i + 1) * 256
                              ORDER BY t.index)
                   END)
          FROM generate_series(v_next, (p_until >> v_level) - 1) AS i
            ON CONFLICT (shard, level, index) DO NOTHING;
    END LOOP;
END
$$;
REVOKE ALL ON FUNCTION log.keep_subtrees FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.keep_subtrees TO zairyu_app;

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

-- One key per resident, wrapped by a master key that is not in the database. Destroying the row erases, and what it leaves
-- in its page is to go soon.
CREATE TABLE keys.data_key (
    shard int NOT NULL,
    resident_id uuid NOT NULL,
    master text COLLATE "C" NOT NULL,
    wrapped bytea NOT NULL,
    PRIMARY KEY (shard, resident_id)
) WITH (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);
GRANT SELECT ON keys.data_key TO zairyu_app;

-- Which master keys are in use, and what each wraps.
CREATE INDEX data_key_master ON keys.data_key (shard, master);

-- Who may call. The application adds tokens, revokes them and notes their use.
CREATE TABLE access.token (
    id uuid PRIMARY KEY,
    person text NOT NULL,
    role text NOT NULL,
    office text NOT NULL,
    digest bytea NOT NULL UNIQUE,
    tail text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz
);
GRANT SELECT, INSERT ON access.token TO zairyu_app;
GRANT UPDATE (revoked_at, last_used_at) ON access.token TO zairyu_app;

-- Who looked: one row for each look at residents. The application adds to it, and changes or deletes nothing.
CREATE TABLE access.look (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    looked_at timestamptz NOT NULL,
    person text NOT NULL,
    role text NOT NULL,
    office text NOT NULL,
    purpose text,
    route text NOT NULL,
    asked_on date,
    known text,
    residents uuid[] NOT NULL
);
CREATE INDEX look_residents ON access.look USING gin (residents);
GRANT SELECT, INSERT ON access.look TO zairyu_app;

CREATE FUNCTION access.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the record of looks is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON access.look
    FOR EACH STATEMENT EXECUTE FUNCTION access.refuse();

-- Who reached a resident elsewhere in an emergency, for what reason and until when; kept like access.look.
CREATE TABLE access.emergency (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person text NOT NULL,
    role text NOT NULL,
    office text NOT NULL,
    resident_id uuid NOT NULL,
    reason text NOT NULL,
    opened_at timestamptz NOT NULL,
    until timestamptz NOT NULL
);
CREATE INDEX emergency_person ON access.emergency (person, resident_id, until);
GRANT SELECT, INSERT ON access.emergency TO zairyu_app;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON access.emergency
    FOR EACH STATEMENT EXECUTE FUNCTION access.refuse();

-- Break the glass for one resident, for one hour. False when the person has opened as many in the last hour as they may: one
-- transaction at a time opens emergencies of a person, so that all are counted.
CREATE FUNCTION access.open_emergency(
    p_person text, p_role text, p_office text, p_resident uuid, p_reason text, p_opened_at timestamptz, p_most int
) RETURNS boolean LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(p_person, 0));
    INSERT INTO access.emergency (person, role, office, resident_id, reason, opened_at, until)
    SELECT p_person, p_role, p_office, p_resident, p_reason, p_opened_at, p_opened_at + interval '1 hour'
     WHERE (SELECT count(*) FROM access.emergency e WHERE e.person = p_person AND e.until > p_opened_at) < p_most;
    RETURN FOUND;
END
$$;

-- From here on: what the application owns.
-- What offices were told of duties, and told otherwise (docs/adr/0019-notices-are-reconciled.md): an entry for each time that
-- a notice came to be or got another state. Append-only like the events, with a head of its own: positions have no gaps.
-- The first entry of a notice says all about it: to which resident it belongs, which duty at which stage (in days from its
-- last day) it is about, and which version of the stream was known. The subject goes without a card number.
CREATE TABLE log.notice (
    shard int NOT NULL,
    position bigint NOT NULL,
    notice_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('raised', 'acknowledged', 'superseded', 'settled', 'withdrawn')),
    told_on date NOT NULL,
    told_at timestamptz NOT NULL,
    cause int,
    reason text,
    person text,
    note bytea,
    resident_id uuid,
    rule text,
    trigger int,
    subject text,
    due_on date,
    stage int,
    rests_on_version int,
    backlog boolean,
    office text,
    PRIMARY KEY (shard, position),
    CHECK (num_nulls(rule, trigger, due_on, stage, rests_on_version, backlog, office) IN (0, 7))
);
CREATE INDEX notice_entries ON log.notice (shard, notice_id, position);
GRANT SELECT ON log.notice TO zairyu_app;

-- Besides the privileges. Erasing a resident is the one change: it takes the resident, the subject and what was noted.
CREATE TRIGGER append_only BEFORE UPDATE ON log.notice FOR EACH ROW
WHEN (NEW.resident_id IS NOT NULL OR NEW.subject IS NOT NULL OR NEW.note IS NOT NULL
      OR (NEW.shard, NEW.position, NEW.notice_id, NEW.state, NEW.told_on, NEW.told_at, NEW.cause, NEW.reason, NEW.person,
          NEW.rule, NEW.trigger, NEW.due_on, NEW.stage, NEW.rests_on_version, NEW.backlog, NEW.office)
         IS DISTINCT FROM
         (OLD.shard, OLD.position, OLD.notice_id, OLD.state, OLD.told_on, OLD.told_at, OLD.cause, OLD.reason, OLD.person,
          OLD.rule, OLD.trigger, OLD.due_on, OLD.stage, OLD.rests_on_version, OLD.backlog, OLD.office))
EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER no_delete BEFORE DELETE ON log.notice FOR EACH ROW EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON log.notice FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();

-- The end of each shard's notices: whoever adds entries locks this row.
CREATE TABLE log.notice_head (
    shard int PRIMARY KEY,
    position bigint NOT NULL DEFAULT 0,
    told_at timestamptz NOT NULL DEFAULT '-infinity'
) WITH (fillfactor = 10);
GRANT SELECT ON log.notice_head TO zairyu_app;

INSERT INTO log.notice_head (shard) VALUES (0);

-- Each notice as its entries leave it, once: that it is raised at most once is this key. `position` is that of its first
-- entry, `told_on` the first day on which it was told, `place` (see lists.duty) where the resident lives now.
CREATE TABLE log.told (
    shard int NOT NULL,
    notice_id uuid NOT NULL,
    position bigint NOT NULL,
    resident_id uuid,
    rule text COLLATE "C" NOT NULL,
    trigger int NOT NULL,
    subject text,
    due_on date NOT NULL,
    stage int NOT NULL,
    reached_on date NOT NULL,
    rests_on_version int NOT NULL,
    backlog boolean NOT NULL,
    office text NOT NULL,
    raised_on date NOT NULL,
    raised_at timestamptz NOT NULL,
    told_on date NOT NULL,
    state text COLLATE "C" NOT NULL,
    acknowledged_at timestamptz,
    acknowledged_by text,
    place text COLLATE "C" NOT NULL,
    PRIMARY KEY (shard, notice_id)
) WITH (fillfactor = 80);
CREATE INDEX told_resident ON log.told (shard, resident_id);
CREATE INDEX told_by_place ON log.told (shard, place, state, position);
CREATE INDEX told_by_state ON log.told (shard, state, position);
CREATE INDEX told_reached ON log.told (shard, reached_on);

-- Whose duties may end by time alone without anybody recording it.
CREATE INDEX told_standing ON log.told (shard, resident_id) WHERE state IN ('raised', 'acknowledged');
GRANT SELECT ON log.told TO zairyu_app;

-- Adding to what offices were told: these two are the only ways in.

-- Bring notices to states, on a civil day. Each is named with all that its first entry says, which is used when there is no
-- such notice yet. What has the state already is left alone, and so is whoever was erased meanwhile: the key held here is
-- what erasing destroys first. `p_lives` are the residents concerned with the places where they live now.
-- Answers how many entries were added.
CREATE FUNCTION log.tell(
    p_shard int, p_on date, p_lives uuid[], p_place text[],
    p_notice uuid[], p_resident uuid[], p_state text[], p_cause int[], p_reason text[],
    p_rule text[], p_trigger int[], p_subject text[], p_due_on date[], p_stage int[], p_rests_on int[], p_backlog boolean[]
) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
    v_position bigint;
    v_told_at timestamptz;
    v_entries int := 0;
BEGIN
    PERFORM FROM keys.data_key k
      WHERE k.shard = p_shard AND k.resident_id = ANY (p_lives) ORDER BY k.resident_id FOR KEY SHARE;

    IF cardinality(p_notice) > 0 THEN
        -- Alone in its statement: the next one must see what the former holder of this lock committed.
        SELECT h.position, greatest(clock_timestamp(), h.told_at + interval '1 microsecond')
          INTO STRICT v_position, v_told_at
          FROM log.notice_head h WHERE h.shard = p_shard FOR UPDATE;

        WITH step AS (
            SELECT s.notice, s.resident, s.cause, s.reason, s.rule, s.trigger, s.subject, s.due_on, s.stage, s.rests_on,
                   s.backlog, l.place, t.notice_id IS NULL AS is_new, row_number() OVER (ORDER BY s.n) AS nth,
                   CASE WHEN s.state = 'raised' AND t.acknowledged_at IS NOT NULL THEN 'acknowledged' ELSE s.state END
                       AS state
              FROM unnest(p_notice, p_resident, p_state, p_cause, p_reason, p_rule, p_trigger, p_subject, p_due_on, p_stage,
                          p_rests_on, p_backlog)
                   WITH ORDINALITY AS s (notice, resident, state, cause, reason, rule, trigger, subject, due_on, stage,
                                         rests_on, backlog, n)
              JOIN unnest(p_lives, p_place) AS l (resident, place) ON l.resident = s.resident
              JOIN keys.data_key k ON k.shard = p_shard AND k.resident_id = s.resident
              LEFT JOIN log.told t ON t.shard = p_shard AND t.notice_id = s.notice
             WHERE t.state IS DISTINCT FROM s.state
        ), entry AS (
            INSERT INTO log.notice (shard, position, notice_id, state, told_on, told_at, cause, reason, resident_id, rule,
                                    trigger, subject, due_on, stage, rests_on_version, backlog, office)
            SELECT p_shard, v_position + nth, notice, state, p_on, v_told_at + (nth - 1) * interval '1 microsecond', cause,
                   reason,
                   CASE WHEN is_new THEN resident END, CASE WHEN is_new THEN rule END, CASE WHEN is_new THEN trigger END,
                   CASE WHEN is_new THEN subject END, CASE WHEN is_new THEN due_on END, CASE WHEN is_new THEN stage END,
                   CASE WHEN is_new THEN rests_on END, CASE WHEN is_new THEN backlog END, CASE WHEN is_new THEN place END
              FROM step
        )
        INSERT INTO log.told AS t (shard, notice_id, position, resident_id, rule, trigger, subject, due_on, stage, reached_on,
                                   rests_on_version, backlog, office, raised_on, raised_at, told_on, state, place)
        SELECT p_shard, notice, v_position + nth, resident, rule, trigger, subject, due_on, stage, due_on + stage, rests_on,
               backlog, place, p_on, v_told_at + (nth - 1) * interval '1 microsecond', p_on, state, place
          FROM step
            ON CONFLICT (shard, notice_id) DO UPDATE
           SET state = excluded.state,
               told_on = CASE WHEN excluded.state = 'withdrawn' THEN t.told_on ELSE least(t.told_on, excluded.told_on) END;
        GET DIAGNOSTICS v_entries = ROW_COUNT;

        UPDATE log.notice_head h
           SET position = v_position + v_entries, told_at = v_told_at + greatest(v_entries - 1, 0) * interval '1 microsecond'
         WHERE h.shard = p_shard AND v_entries > 0;
    END IF;

    UPDATE log.told t SET place = l.place
      FROM unnest(p_lives, p_place) AS l (resident, place)
     WHERE t.shard = p_shard AND t.resident_id = l.resident AND t.place <> l.place;
    RETURN v_entries;
END
$$;
REVOKE ALL ON FUNCTION log.tell FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.tell TO zairyu_app;

-- Somebody has taken note of a notice, with a sealed word about it or none: once, who comes later changes nothing. The entry
-- has the state that the notice has then; what was superseded stays so.
CREATE FUNCTION log.acknowledge(p_shard int, p_notice uuid, p_on date, p_person text, p_note bytea)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_position bigint;
    v_told_at timestamptz;
    v_state text;
BEGIN
    SELECT h.position + 1, greatest(clock_timestamp(), h.told_at + interval '1 microsecond')
      INTO STRICT v_position, v_told_at
      FROM log.notice_head h WHERE h.shard = p_shard FOR UPDATE;

    UPDATE log.told t
       SET acknowledged_at = v_told_at, acknowledged_by = p_person,
           state = CASE WHEN t.state = 'raised' THEN 'acknowledged' ELSE t.state END
     WHERE t.shard = p_shard AND t.notice_id = p_notice AND t.resident_id IS NOT NULL AND t.acknowledged_at IS NULL
    RETURNING t.state INTO v_state;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    INSERT INTO log.notice (shard, position, notice_id, state, told_on, told_at, person, note)
    VALUES (p_shard, v_position, p_notice, v_state, p_on, v_told_at, p_person, p_note);
    UPDATE log.notice_head h SET position = v_position, told_at = v_told_at WHERE h.shard = p_shard;
END
$$;
REVOKE ALL ON FUNCTION log.acknowledge FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.acknowledge TO zairyu_app;

SET LOCAL ROLE zairyu_app;

-- Version of each resident's stream that the rows show. `opened_by` is the office of the opening; `name` that of those who
-- never had another, so that a page of duties need not look for it among the standings; `sort_key` what names are put in
-- order by. `duties`, `standings`, `dwellings` and `terms` are how many rows of each kind there have been, which is the
-- number of the next one: the projector goes on from the rows still known.
CREATE TABLE lists.resident (
    shard int NOT NULL,
    resident_id uuid NOT NULL,
    version int NOT NULL,
    opened_by text COLLATE "C" NOT NULL,
    duties int NOT NULL,
    standings int NOT NULL,
    dwellings int NOT NULL,
    terms int NOT NULL,
    name text,
    sort_key text COLLATE "C" NOT NULL,
    PRIMARY KEY (shard, resident_id)
) WITH (fillfactor = 80);
CREATE INDEX resident_by_name ON lists.resident (shard, sort_key, resident_id);

-- Who has moved often is looked up wherever duties are listed by place: the rows of their duties name none. It is few, or
-- nobody. The number is that of `MANY_DWELLINGS` in projections/rows/row.py.
CREATE INDEX resident_wandering ON lists.resident (shard, resident_id) WHERE dwellings > 32;

-- A duty as it stood from valid_from through valid_to, as known from known_from until before known_to.
-- `infinity` stands for "for ever" (valid_to), "no such day" (opens_on, due_on) and "still known" (known_to).
-- `settled` is the state of a duty that time no longer changes; else opens_on and due_on make its state. `place` is the
-- municipality, or, without one, `~` and the office that opened the case.
-- All that a resident owes and owed is read from the index of the primary key alone.
CREATE TABLE lists.duty (
    shard int NOT NULL,
    resident_id uuid NOT NULL,
    number int NOT NULL,
    known_from timestamptz NOT NULL,
    known_to timestamptz NOT NULL,
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    opens_on date NOT NULL,
    due_on date NOT NULL,
    settled text,
    rule text COLLATE "C" NOT NULL,
    kind text NOT NULL,
    class text NOT NULL,
    place text COLLATE "C" NOT NULL,
    duty bytea NOT NULL,
    PRIMARY KEY (shard, resident_id, number)
        INCLUDE (known_from, known_to, valid_from, valid_to, opens_on, due_on, settled, rule, place)
);

-- What residents owe as now known, which most questions are about, from an index much smaller than that.
CREATE INDEX duty_owed_now ON lists.duty (shard, resident_id, due_on, number)
    INCLUDE (valid_from, valid_to, opens_on, known_from, settled, rule, place)
    WHERE known_to = 'infinity' AND (settled IS NULL OR settled = 'overdue');

-- Pages that indexes alone answer, over ranges of due days no wider than the rules' own windows (see lists.rule).
CREATE INDEX duty_due_by_rule ON lists.duty (shard, rule, due_on, resident_id, number)
    INCLUDE (valid_from, valid_to, opens_on, known_from) WHERE known_to = 'infinity' AND settled IS NULL;
CREATE INDEX duty_due_by_place ON lists.duty (shard, place, due_on, resident_id, number)
    INCLUDE (valid_from, valid_to, opens_on, known_from, rule) WHERE known_to = 'infinity' AND settled IS NULL;

-- Duties that were or will be overdue: few of those that were settled ever are.
CREATE INDEX duty_overdue_by_rule ON lists.duty (shard, rule, due_on, resident_id, number)
    INCLUDE (valid_from, valid_to, opens_on, known_from)
    WHERE known_to = 'infinity' AND settled IS NULL AND due_on < valid_to;
CREATE INDEX duty_overdue_by_place ON lists.duty (shard, place, due_on, resident_id, number)
    INCLUDE (valid_from, valid_to, opens_on, known_from, rule)
    WHERE known_to = 'infinity' AND settled IS NULL AND due_on < valid_to;

CREATE INDEX duty_settled_by_rule ON lists.duty (shard, rule, settled, due_on, resident_id, number)
    INCLUDE (valid_from, valid_to, known_from) WHERE known_to = 'infinity' AND settled IS NOT NULL;
CREATE INDEX duty_settled_by_place ON lists.duty (shard, place, settled, due_on, resident_id, number)
    INCLUDE (valid_from, valid_to, known_from, rule) WHERE known_to = 'infinity' AND settled IS NOT NULL;

-- Duties as they were known before.
CREATE INDEX duty_formerly_by_place ON lists.duty (shard, place, due_on, resident_id, number)
    INCLUDE (valid_from, valid_to, known_from, known_to, opens_on, settled, rule) WHERE known_to < 'infinity';
CREATE INDEX duty_formerly ON lists.duty (shard, known_to) WHERE known_to < 'infinity';

-- Of these, what failed or was past its day when it was replaced: hardly anything settled ever was.
CREATE INDEX duty_formerly_overdue_by_place ON lists.duty (shard, place, due_on, resident_id, number)
    INCLUDE (valid_from, valid_to, known_from, known_to, opens_on, settled, rule)
    WHERE known_to < 'infinity' AND (settled = 'overdue' OR settled IS NULL AND due_on < (known_to AT TIME ZONE 'UTC')::date);

-- What is shown of a resident from valid_from through valid_to, as known from known_from until before known_to; `place` and
-- `infinity` as in lists.duty.
CREATE TABLE lists.standing (
    shard int NOT NULL,
    resident_id uuid NOT NULL,
    number int NOT NULL,
    known_from timestamptz NOT NULL,
    known_to timestamptz NOT NULL,
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    place text COLLATE "C" NOT NULL,
    municipality_code text COLLATE "C",
    status text COLLATE "C",
    stay text COLLATE "C" NOT NULL,
    name text NOT NULL,
    date_of_birth date NOT NULL,
    nationality text NOT NULL,
    card_number text,
    PRIMARY KEY (shard, resident_id, number)
) WITH (fillfactor = 90);

-- Without days and moments the entries of one resident are kept as one; they are read from the rows, which lie side by side.
-- No index holds known_to, so that a row is closed within its page, if that has room.
CREATE INDEX standing_by_place ON lists.standing (shard, place, resident_id);
CREATE INDEX standing_by_stay ON lists.standing (shard, stay, resident_id);
CREATE INDEX standing_by_status ON lists.standing (shard, status, resident_id);

-- Where each resident lives and lived, so that whom an office reaches is read from a row or two of each resident. The place
-- (see lists.duty) from valid_from through valid_to; before begun_on nothing had happened yet. `opened_by` and `opened_at`
-- are the office and the instant of the opening. Only what is still known is kept.
-- An index alone tells what it holds only of pages that were looked over since they changed.
CREATE TABLE lists.dwelling (
    shard int NOT NULL,
    resident_id uuid NOT NULL,
    number int NOT NULL,
    known_from timestamptz NOT NULL,
    known_to timestamptz NOT NULL,
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    begun_on date NOT NULL,
    place text COLLATE "C" NOT NULL,
    opened_by text COLLATE "C" NOT NULL,
    opened_at timestamptz NOT NULL,
    PRIMARY KEY (shard, resident_id, number)
) WITH (autovacuum_vacuum_scale_factor = 0.005, autovacuum_vacuum_insert_scale_factor = 0.005);
CREATE INDEX dwelling_left ON lists.dwelling (shard, place, valid_to, resident_id)
    INCLUDE (valid_from) WHERE known_to = 'infinity';

-- For a moment in the past: whose dwelling here has become known since.
CREATE INDEX dwelling_here_since ON lists.dwelling (shard, place, valid_from, resident_id)
    INCLUDE (valid_to, begun_on, opened_at, known_from) WHERE known_to = 'infinity';

-- Who is reached because an office opened them: those who are elsewhere.
CREATE INDEX dwelling_opened_elsewhere ON lists.dwelling (shard, opened_by, valid_from, resident_id)
    INCLUDE (valid_to, begun_on, place, opened_at, known_from) WHERE known_to = 'infinity' AND place <> opened_by;

-- Words of names in canonical spelling, card numbers after `#`, dates of birth after `@`; former ones too.
CREATE TABLE lists.term (
    shard int NOT NULL,
    term text COLLATE "C" NOT NULL,
    resident_id uuid NOT NULL,
    number int NOT NULL,
    known_from timestamptz NOT NULL,
    known_to timestamptz NOT NULL,
    PRIMARY KEY (shard, term, resident_id, number) INCLUDE (known_from, known_to)
);
CREATE INDEX term_resident ON lists.term (shard, resident_id);

-- Every rule that a row names, with its kind and class: what a question about a kind has to look at. Of the duties under it
-- that are not settled: the most days from being open to the last day, the fewest days from opening to the last day, the
-- most days from being listed to the last day. A million and more: no bound.
CREATE TABLE lists.rule (
    shard int NOT NULL,
    rule text COLLATE "C" NOT NULL,
    kind text NOT NULL,
    class text NOT NULL,
    longest_open int NOT NULL DEFAULT 1000000,
    shortest_window int NOT NULL DEFAULT -36500,
    longest_pending int NOT NULL DEFAULT 1000000,
    PRIMARY KEY (shard, rule, kind, class)
);

-- The days of a duty's row that these widths are of.
CREATE FUNCTION projection.windows(valid_from date, opens_on date, due_on date, settled text)
RETURNS TABLE ("open" int, "window" int, pending int) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
            WHEN settled IS NOT NULL OR opens_on = 'infinity' THEN 0
            WHEN due_on = 'infinity' THEN 1000000
            ELSE due_on - greatest(opens_on, valid_from)
        END,
        CASE
            WHEN settled IS NOT NULL OR due_on = 'infinity' THEN 36500
            WHEN opens_on = 'infinity' THEN -36500
            ELSE due_on - opens_on
        END,
        CASE
            WHEN settled IS NOT NULL OR opens_on <= valid_from THEN 0
            WHEN due_on = 'infinity' THEN 1000000
            ELSE due_on - valid_from
        END
$$;

-- How the numbers of duties change from day to day, as now known, so that a summary adds instead of counting.
-- `grain` 'd': by how much on that day; 'y': by how much in the year that begins on that day.

-- Duties in a state (pending, open, overdue), by rule.
CREATE TABLE lists.state_change (
    shard int NOT NULL,
    grain "char" NOT NULL,
    day date NOT NULL,
    rule text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    n bigint NOT NULL,
    PRIMARY KEY (shard, grain, day, rule, state)
) WITH (fillfactor = 80);

-- Duties that are neither settled nor past their day, by the Monday of the week of their last day.
CREATE TABLE lists.week_change (
    shard int NOT NULL,
    grain "char" NOT NULL,
    day date NOT NULL,
    week date NOT NULL,
    n bigint NOT NULL,
    PRIMARY KEY (shard, grain, day, week)
) WITH (fillfactor = 80);

-- The state of a duty on a day, out of the days in its row: what domain/duties/duty.py says, and the only place where SQL
-- says it. `infinity` stands for no such day; `settled` is the state that time no longer changes. Wherever it is called
-- the planner puts its body.
CREATE FUNCTION projection.duty_state(on_day date, opens_on date, due_on date, settled text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN settled IS NOT NULL THEN settled
        WHEN on_day < opens_on OR opens_on = 'infinity' THEN 'pending'
        WHEN on_day <= due_on THEN 'open'
        ELSE 'overdue'
    END
$$;

-- The stretches of days on which a duty's row is counted, under which state: between the days on which that may change.
CREATE FUNCTION projection.counted_states(valid_from date, valid_to date, opens_on date, due_on date, settled text)
RETURNS TABLE (state text, first date, last date) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT projection.duty_state(s.first, opens_on, due_on, settled), s.first, s.last
    FROM (VALUES
        (valid_from, least(valid_to, opens_on - 1, due_on)),
        (greatest(valid_from, least(opens_on, due_on + 1)), least(valid_to, greatest(opens_on - 1, due_on))),
        (greatest(valid_from, opens_on, due_on + 1), valid_to)
    ) AS s (first, last)
    WHERE s.first <= s.last AND s.first < 'infinity' AND (settled IS NULL OR settled = 'overdue')
$$;

-- What a duty's row, as now known, adds to the two tables, by day and by year: `state` says under which state it is counted,
-- or `week` in which it falls due while it is neither settled nor past its day.
CREATE FUNCTION projection.counted(valid_from date, valid_to date, opens_on date, due_on date, settled text)
RETURNS TABLE (grain "char", day date, state text, week date, n int) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT e.grain, e.day, s.state, s.week, e.n
    FROM (
        SELECT c.state, NULL::date AS week, c.first, c.last
        FROM projection.counted_states(valid_from, valid_to, opens_on, due_on, settled) AS c
        UNION ALL
        SELECT NULL, date_trunc('week', due_on::timestamp)::date, valid_from, least(valid_to, due_on)
        WHERE settled IS NULL AND due_on < 'infinity' AND due_on >= valid_from
    ) AS s
    CROSS JOIN LATERAL (VALUES
        ('d'::"char", s.first, 1),
        ('y', date_trunc('year', s.first::timestamp)::date, 1),
        ('d', s.last + (s.last < 'infinity')::int, -1),
        ('y', date_trunc('year', (s.last + (s.last < 'infinity')::int)::timestamp)::date, -1)
    ) AS e (grain, day, n)
    WHERE e.day < 'infinity'
$$;

-- Everything up to this position of the log is in the rows; `made_by` is the version of the projection.
CREATE TABLE projection.checkpoint (
    shard int NOT NULL,
    position bigint NOT NULL,
    made_by text NOT NULL,
    PRIMARY KEY (shard)
) WITH (fillfactor = 10);

-- Residents whose history could not be folded: their rows stand still, the others go on.
CREATE TABLE projection.stuck (
    shard int NOT NULL,
    resident_id uuid NOT NULL,
    version int NOT NULL,
    position bigint NOT NULL,
    fault text NOT NULL,
    since timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (shard, resident_id)
);

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

-- Whether a resident is reached by where they dwell or dwelt, as now known: who lives in the caller's municipalities today
-- or did until lately, or has no address and was opened by the caller's office; with `ever`, who ever lived or was opened
-- there. domain/reach.py says so of a history. Wherever it is called the planner puts its body.
CREATE FUNCTION projection.reaches(
    place text, opened_by text, valid_from date, valid_to date,
    prefixes text[], office text, today date, lately date, ever boolean
) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT place ^@ ANY (prefixes) AND (ever OR valid_from <= today AND valid_to >= lately)
        OR (opened_by = office OR opened_by ^@ ANY (prefixes))
            AND (ever OR place ^@ '~' AND valid_from <= today AND valid_to >= today)
$$;

-- The residents whom a caller reaches although the place where they are on a day, as known at a moment, may not be the
-- caller's: where to look for them, and projection.reaches says who they are. `asked_known` infinity: as now known.
-- `owing`: without those about whom nothing had happened by that day, who owe nothing then. Some may be named twice, and
-- some be at a place of the caller's on that day all the same. No more than `at_most` are looked for; null: all.
CREATE FUNCTION projection.reached(
    in_shard int, prefixes text[], office text, today date, lately date, ever boolean, asked_on date,
    asked_known timestamptz, owing boolean, at_most int
) RETURNS SETOF uuid LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH RECURSIVE own (first, past) AS (
        SELECT prefix, prefix || '~' FROM unnest(prefixes) AS prefix
    ), opener (first, past) AS (
        SELECT own.first, own.past FROM own
        UNION ALL
        SELECT office, office || '!'
    ), here (since, until) AS (
        SELECT CASE WHEN ever THEN 'infinity' ELSE today END, CASE WHEN ever THEN '-infinity' ELSE lately END
    ), place (first, past, place) AS (
        SELECT own.first, own.past, (
            SELECT min(d.place) FROM lists.dwelling AS d
            WHERE d.shard = in_shard AND d.known_to = 'infinity' AND d.place >= own.first AND d.place < own.past)
        FROM own
        UNION ALL
        SELECT p.first, p.past, (
            SELECT min(d.place) FROM lists.dwelling AS d
            WHERE d.shard = in_shard AND d.known_to = 'infinity' AND d.place > p.place AND d.place < p.past)
        FROM place AS p
        WHERE p.place IS NOT NULL
    )
    -- Each place by itself (OFFSET 0): a join of all of them at once would read everybody's dwellings.
    SELECT d.resident_id
    FROM (
        -- Those who had left before the day asked about.
        SELECT d.*
        FROM here, place AS p, LATERAL (
            SELECT d.resident_id, d.place, NULL::text AS opened_by, d.valid_from, d.valid_to
            FROM lists.dwelling AS d
            WHERE d.shard = in_shard AND d.place = p.place AND d.known_to = 'infinity'
                AND d.valid_from <= here.since AND d.valid_to >= here.until
                AND d.valid_to < asked_on
            OFFSET 0) AS d
        UNION ALL
        -- Those who came after it.
        SELECT d.*
        FROM here, place AS p, LATERAL (
            SELECT d.resident_id, d.place, NULL::text AS opened_by, d.valid_from, d.valid_to
            FROM lists.dwelling AS d
            WHERE d.shard = in_shard AND d.place = p.place AND d.known_to = 'infinity'
                AND d.valid_from <= here.since AND d.valid_to >= here.until
                AND d.valid_from > asked_on AND (NOT owing OR d.begun_on <= asked_on)
            OFFSET 0) AS d
        UNION ALL
        -- Those who have no address today.
        SELECT d.*
        FROM opener AS o, LATERAL (
            SELECT d.resident_id, d.place, d.opened_by, d.valid_from, d.valid_to
            FROM lists.dwelling AS d
            WHERE d.shard = in_shard AND d.known_to = 'infinity'
                AND d.place >= '~' || o.first AND d.place < '~' || o.past AND d.valid_from <= today AND d.valid_to >= today
            OFFSET 0) AS d
        UNION ALL
        -- Those who were opened there and are elsewhere on that day (who is where they were opened has been found above).
        SELECT d.*
        FROM opener AS o, LATERAL (
            SELECT d.resident_id, d.place, d.opened_by, d.valid_from, d.valid_to
            FROM lists.dwelling AS d
            WHERE d.shard = in_shard AND d.known_to = 'infinity'
                AND d.opened_by >= o.first AND d.opened_by < o.past AND d.place <> d.opened_by AND ever
                AND d.valid_from <= asked_on AND d.valid_to >= asked_on AND (NOT owing OR d.begun_on <= asked_on)
            OFFSET 0) AS d
        UNION ALL
        -- Those of whom the office knew otherwise at that moment: what has not become known since was so then too.
        SELECT d.*
        FROM here, place AS p, LATERAL (
            SELECT d.resident_id, d.place, NULL::text AS opened_by, d.valid_from, d.valid_to
            FROM lists.dwelling AS d
            WHERE d.shard = in_shard AND d.place = p.place AND d.known_to = 'infinity'
                AND d.valid_from <= here.since AND d.valid_to >= here.until
                AND asked_known < 'infinity' AND d.known_from > asked_known AND d.opened_at <= asked_known
            OFFSET 0) AS d
        UNION ALL
        -- And of those opened there.
        SELECT d.*
        FROM opener AS o, LATERAL (
            SELECT d.resident_id, d.place, d.opened_by, d.valid_from, d.valid_to
            FROM lists.dwelling AS d
            WHERE d.shard = in_shard AND d.known_to = 'infinity'
                AND d.opened_by >= o.first AND d.opened_by < o.past AND d.place <> d.opened_by AND ever
                AND asked_known < 'infinity' AND d.known_from > asked_known AND d.opened_at <= asked_known
            OFFSET 0) AS d
    ) AS d
    WHERE projection.reaches(d.place, d.opened_by, d.valid_from, d.valid_to, prefixes, office, today, lately, ever)
    LIMIT at_most;
END
$$;

-- How far offices have been told: of all that the rows show up to a position of the log, and of the whole of a civil day. A
-- day is told of in parts, `pass_to` and up to the resident `pass_after` (null: none under way), `pass_whole` when of every
-- resident. `made_of` are the rules and stages that was told under; `waiting` were set aside when it was their turn.
CREATE TABLE projection.noticed (
    shard int NOT NULL,
    position bigint NOT NULL,
    day date,
    pass_to date,
    pass_after uuid,
    pass_whole boolean NOT NULL,
    made_of text NOT NULL,
    waiting uuid[] NOT NULL,
    PRIMARY KEY (shard)
) WITH (fillfactor = 10);
