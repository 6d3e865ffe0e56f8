-- To whom the service sends what.
CREATE SCHEMA IF NOT EXISTS exchange AUTHORIZATION zairyu_app;

-- What residents were told of their duties by letter: who wrote which one, in which language, on which day. The letter itself is
-- made and not kept. Append-only, with the positions of log.notice: both together have no gaps. The subject goes without a card
-- number. `due_on` null: the duty has no fixed day.
CREATE TABLE log.letter (
    shard int NOT NULL,
    position bigint NOT NULL,
    letter_id uuid NOT NULL,
    sent_on date NOT NULL,
    sent_at timestamptz NOT NULL,
    person text NOT NULL,
    office text NOT NULL,
    language text NOT NULL CHECK (language IN ('ja', 'en', 'easy-ja')),
    resident_id uuid,
    rule text NOT NULL,
    trigger int NOT NULL,
    subject text,
    due_on date,
    rests_on_version int NOT NULL,
    PRIMARY KEY (shard, position),
    UNIQUE (shard, letter_id)
);
CREATE INDEX letter_resident ON log.letter (shard, resident_id, position);
GRANT SELECT ON log.letter TO zairyu_app;

-- Besides the privileges. Erasing a resident is the one change: it takes the resident and the subject.
CREATE TRIGGER append_only BEFORE UPDATE ON log.letter FOR EACH ROW
WHEN (NEW.resident_id IS NOT NULL OR NEW.subject IS NOT NULL
      OR (NEW.shard, NEW.position, NEW.letter_id, NEW.sent_on, NEW.sent_at, NEW.person, NEW.office, NEW.language, NEW.rule,
          NEW.trigger, NEW.due_on, NEW.rests_on_version)
         IS DISTINCT FROM
         (OLD.shard, OLD.position, OLD.letter_id, OLD.sent_on, OLD.sent_at, OLD.person, OLD.office, OLD.language, OLD.rule,
          OLD.trigger, OLD.due_on, OLD.rests_on_version))
EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER no_delete BEFORE DELETE ON log.letter FOR EACH ROW EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON log.letter FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();

-- Note that a letter was sent: the only way in. Once, by its id: noted again it changes nothing. Answers its position, null when
-- the resident was erased meanwhile: the key held here is what erasing destroys first.
CREATE FUNCTION log.note_letter(
    p_shard int, p_letter uuid, p_on date, p_person text, p_office text, p_language text, p_resident uuid, p_rule text,
    p_trigger int, p_subject text, p_due_on date, p_rests_on int
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_position bigint;
    v_sent_at timestamptz;
    v_before bigint;
BEGIN
    PERFORM FROM keys.data_key k WHERE k.shard = p_shard AND k.resident_id = p_resident FOR KEY SHARE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;

    SELECT h.position + 1, greatest(clock_timestamp(), h.told_at + interval '1 microsecond')
      INTO STRICT v_position, v_sent_at
      FROM log.notice_head h WHERE h.shard = p_shard FOR UPDATE;

    SELECT l.position INTO v_before FROM log.letter l WHERE l.shard = p_shard AND l.letter_id = p_letter;
    IF FOUND THEN
        RETURN v_before;
    END IF;
    INSERT INTO log.letter (shard, position, letter_id, sent_on, sent_at, person, office, language, resident_id, rule, trigger,
                            subject, due_on, rests_on_version)
    VALUES (p_shard, v_position, p_letter, p_on, v_sent_at, p_person, p_office, p_language, p_resident, p_rule, p_trigger,
            p_subject, p_due_on, p_rests_on);
    UPDATE log.notice_head h SET position = v_position, told_at = v_sent_at WHERE h.shard = p_shard;
    RETURN v_position;
END
$$;
REVOKE ALL ON FUNCTION log.note_letter FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.note_letter TO zairyu_app;

-- As before, and it takes the resident of letters.
CREATE OR REPLACE FUNCTION log.erase(p_shard int, p_resident uuid, p_event_id uuid, p_body bytea, p_meta text)
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
    UPDATE log.letter l SET resident_id = NULL, subject = NULL WHERE l.shard = p_shard AND l.resident_id = p_resident;
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

-- An append names the event that it stands on, so that facts may be decided on what a process remembers of a stream.
-- What is the matter with items that do not stand on the end of their stream. When their own events are there, by id, they
-- were recorded by an earlier try of the same call.
CREATE OR REPLACE FUNCTION log.stale(
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

DROP FUNCTION log.append;
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

SET LOCAL ROLE zairyu_app;

-- To whom the digest of an office goes, in which language (`ja`, `en`, `both`); `since`: the day from which it was to be sent.
CREATE TABLE exchange.mail_recipients (
    shard int NOT NULL,
    office text NOT NULL,
    addresses text[] NOT NULL,
    language text NOT NULL,
    since date NOT NULL,
    changed_by text NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (shard, office)
);

-- The digest of a day to one recipient, once it was tried: `sent`, `nothing` (to tell), `again` (to be tried again), `refused`
-- (for good, for that day), `missed` (the day ended). `answer` is what the mail server said. Kept for 90 days.
CREATE TABLE exchange.digest (
    shard int NOT NULL,
    office text NOT NULL,
    day date NOT NULL,
    address text NOT NULL,
    state text NOT NULL,
    message_id text NOT NULL,
    tries int NOT NULL,
    tried_at timestamptz NOT NULL,
    sent_at timestamptz,
    answer text NOT NULL,
    PRIMARY KEY (shard, office, day, address)
);
CREATE INDEX digest_day ON exchange.digest (shard, day);

-- Calendars that other programs fetch: the SHA-256 of each one's secret address, who made it, and what it shows. One that was
-- made with a token (`token_id`) lasts as long as that, any other until `ends_at`. `about` is the office that it is narrowed
-- to, `kinds` the kinds of duties (null: all).
CREATE TABLE exchange.calendar (
    id uuid PRIMARY KEY,
    digest bytea NOT NULL UNIQUE,
    person text NOT NULL,
    role text NOT NULL,
    office text NOT NULL,
    token_id uuid,
    about text,
    kinds text[],
    names boolean NOT NULL,
    language text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ends_at timestamptz,
    read_at timestamptz
);
CREATE INDEX calendar_maker ON exchange.calendar (office, person);

-- To which systems facts are sent (docs/adr/0022-webhooks-are-positions.md). What is to be sent is not kept: it is what
-- stands in the log of events after `events`, and in that of notices after `notices`, but for the residents in webhook_held.
-- `offices`: of whose residents, of everybody's when there are none. `paused`: why nothing is sent (`asked` for, or the
-- receiver said that it is `gone`). `turn` rises whenever it is written down how far the webhook has come, and with each change
-- that somebody asks for: what began before another one is not written down. `failed_in_a_row` counts the tries since the last that was taken.
CREATE TABLE exchange.webhook (
    shard int NOT NULL,
    webhook_id uuid NOT NULL,
    url text NOT NULL,
    kinds text[] NOT NULL,
    offices text[] NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    paused text,
    events bigint NOT NULL,
    notices bigint NOT NULL,
    turn bigint NOT NULL DEFAULT 0,
    failed_in_a_row int NOT NULL DEFAULT 0,
    delivered_at timestamptz,
    PRIMARY KEY (shard, webhook_id)
) WITH (fillfactor = 50);

-- What facts are signed with, wrapped by a master key; one that was replaced signs beside the new one until `ends_at`.
CREATE TABLE exchange.webhook_secret (
    shard int NOT NULL,
    webhook_id uuid NOT NULL,
    made_at timestamptz NOT NULL,
    master text COLLATE "C" NOT NULL,
    wrapped bytea NOT NULL,
    ends_at timestamptz,
    PRIMARY KEY (shard, webhook_id, made_at),
    FOREIGN KEY (shard, webhook_id) REFERENCES exchange.webhook ON DELETE CASCADE
);

-- Residents whose facts wait at a webhook because one of them was not taken: those after `events` and `notices` in the two logs,
-- as far as the webhook itself has come. The first of them is tried again at `next_at`; how often it was tried, and since when,
-- why it was not taken the last time. `tries` 0: the one before it was taken, or set aside.
CREATE TABLE exchange.webhook_held (
    shard int NOT NULL,
    webhook_id uuid NOT NULL,
    resident_id uuid NOT NULL,
    events bigint NOT NULL,
    notices bigint NOT NULL,
    next_at timestamptz NOT NULL,
    tries int NOT NULL,
    kind text,
    fact text,
    position bigint,
    since timestamptz,
    failure text,
    PRIMARY KEY (shard, webhook_id, resident_id),
    FOREIGN KEY (shard, webhook_id) REFERENCES exchange.webhook ON DELETE CASCADE
);
CREATE INDEX webhook_held_next ON exchange.webhook_held (shard, webhook_id, next_at);

-- Facts that were tried for three days and set aside: `position` is one in the log of their kind.
CREATE TABLE exchange.webhook_dead (
    shard int NOT NULL,
    webhook_id uuid NOT NULL,
    kind text NOT NULL,
    position bigint NOT NULL,
    fact text NOT NULL,
    tries int NOT NULL,
    since timestamptz NOT NULL,
    failed_at timestamptz NOT NULL,
    failure text NOT NULL,
    PRIMARY KEY (shard, webhook_id, kind, position),
    FOREIGN KEY (shard, webhook_id) REFERENCES exchange.webhook ON DELETE CASCADE
);
