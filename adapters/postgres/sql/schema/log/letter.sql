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
