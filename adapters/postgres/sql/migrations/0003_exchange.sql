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

-- A letter was sent: the only way in. Once, by its id, whoever sends it again changes nothing. Answers its position, null when
-- the resident was erased meanwhile: the key held here is what erasing destroys first.
CREATE FUNCTION log.send(
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
REVOKE ALL ON FUNCTION log.send FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.send TO zairyu_app;

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
