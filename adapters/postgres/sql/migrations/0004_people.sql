-- An erasure says into which files the erased one was once merged: their rows are made anew.
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
    IF convert_from(p_body, 'UTF8') !~ '^\{"reason":"[a-z-]{1,40}"(,"once_in":\["[0-9a-f-]{36}"(,"[0-9a-f-]{36}")*\])?\}$'
       OR octet_length(p_body) > 65536 OR octet_length(p_meta) > 65536 OR json_typeof(p_meta::json) <> 'object' THEN
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

-- That a look told a protected address (docs/adr/0027-protected-addresses.md).
ALTER TABLE access.look ADD COLUMN address_shown boolean NOT NULL DEFAULT false;
CREATE INDEX look_protected ON access.look (id) WHERE address_shown;

-- Whose address is, or was, protected: what is recorded counts before the lists show it.
CREATE INDEX event_protecting ON log.event (shard, resident_id, version) WHERE topic = 'AddressProtected';

SET LOCAL ROLE zairyu_app;

-- A birth may be known by its year or month alone: it is kept as it is known.
ALTER TABLE lists.standing ALTER COLUMN date_of_birth TYPE text COLLATE "C" USING to_char(date_of_birth, 'YYYY-MM-DD');

-- Whose address is protected: no list tells it.
ALTER TABLE lists.resident ADD COLUMN address_protected boolean NOT NULL DEFAULT false;
CREATE INDEX resident_protected ON lists.resident (shard, resident_id) WHERE address_protected;

-- Whose file was merged into another: their address is protected as that of the other is.
ALTER TABLE lists.resident ADD COLUMN merged_into uuid;
CREATE INDEX resident_merged ON lists.resident (shard, merged_into) WHERE merged_into IS NOT NULL;

-- And the files that it was ever merged into: their rows of that time tell its places.
ALTER TABLE lists.resident ADD COLUMN once_in text NOT NULL DEFAULT '';
