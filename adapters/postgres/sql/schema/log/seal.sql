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
