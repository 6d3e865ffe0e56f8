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
