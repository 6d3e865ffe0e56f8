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
