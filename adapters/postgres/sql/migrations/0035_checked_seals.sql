-- Kept subtrees are made of the leaves by the database itself, and a seal is kept only when it has the parts of one. No
-- parameters.

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

REVOKE ALL ON FUNCTION log.perfect, log.keep_subtrees, log.keep_seal(int, bigint, bytea, timestamptz, bytea, bytea)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.keep_subtrees, log.keep_seal(int, bigint, bytea, timestamptz, bytea, bytea) TO zairyu_app;

-- Servers of the version before pass an interval over when they cannot seal.
DROP FUNCTION log.keep_seal(int, bigint, bytea, timestamptz, bytea, bytea, int[], bigint[], bytea[]);
