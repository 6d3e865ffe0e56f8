-- The leaf of an entry, as seals count it. RFC 6962: a leaf's hash starts with a zero byte. Parts of variable length carry
-- their length, the others have one length always: no two entries give the same bytes.
CREATE FUNCTION log.leaf(
    shard int, "position" bigint, resident_id uuid, version int, event_id uuid, recorded_at timestamptz,
    topic text, meta text, body bytea
) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT sha256(
        '\x00'::bytea || int4send($1) || int8send($2) || uuid_send($3) || int4send($4) || uuid_send($5)
        || timestamptz_send($6) || int4send(octet_length($7)) || convert_to($7, 'UTF8')
        || int4send(octet_length($8)) || convert_to($8, 'UTF8') || int4send(octet_length($9)) || $9)
$$;
REVOKE ALL ON FUNCTION log.leaf FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.leaf TO zairyu_app;
