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
