-- Seals: signed tree heads, and the subtrees that make proofs short.

-- Perfect subtrees over the leaves, levels 8, 16 and 24: made by sealing, remade by verifying.
CREATE TABLE log.subtree (
    shard int NOT NULL,
    level int NOT NULL,
    index bigint NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (shard, level, index)
);
GRANT SELECT ON log.subtree TO zairyu_app;

-- Keep a seal and the subtrees completed since the last one. False when another process sealed this size first;
-- nothing is ever kept about entries that are not there.
CREATE FUNCTION log.keep_seal(
    p_shard int, p_size bigint, p_root bytea, p_sealed_at timestamptz, p_public_key bytea, p_signature bytea,
    p_levels int[], p_indexes bigint[], p_hashes bytea[]
) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_size > (SELECT h.position FROM log.head h WHERE h.shard = p_shard) THEN
        RAISE EXCEPTION 'the log is shorter than the seal' USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO log.seal (shard, size, root, sealed_at, public_key, signature)
    VALUES (p_shard, p_size, p_root, p_sealed_at, p_public_key, p_signature) ON CONFLICT (shard, size) DO NOTHING;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO log.subtree (shard, level, index, hash)
    SELECT p_shard, s.level, s.index, s.hash FROM unnest(p_levels, p_indexes, p_hashes) AS s (level, index, hash)
        ON CONFLICT (shard, level, index) DO NOTHING;
    RETURN true;
END
$$;

REVOKE ALL ON FUNCTION log.keep_seal FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.keep_seal TO zairyu_app;
