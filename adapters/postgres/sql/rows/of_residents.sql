-- What the tables of the lists hold of residents: the rows known until a moment or longer, in the order of their numbers. The
-- columns are those of adapters/postgres/rows/tables.py, but for shard and resident.
-- $1 shard int, $2 residents uuid[], $3 known_to timestamptz (infinity: those still known)
SELECT r.resident_id, r.version, r.opened_by, r.duties, r.standings, r.dwellings, r.terms, r.name, r.sort_key,
    r.address_protected, r.merged_into, r.once_in,
    ARRAY(
        SELECT ROW(d.number, d.known_from, d.known_to, d.valid_from, d.valid_to, d.opens_on, d.due_on, d.settled, d.rule,
            d.kind, d.class, d.place, d.duty)
        FROM duty AS d
        WHERE d.shard = $1 AND d.resident_id = r.resident_id AND d.known_to >= $3
        ORDER BY d.number
    ) AS duty,
    ARRAY(
        SELECT ROW(s.number, s.known_from, s.known_to, s.valid_from, s.valid_to, s.place, s.municipality_code, s.status,
            s.stay, s.name, s.date_of_birth, s.nationality, s.card_number)
        FROM standing AS s
        WHERE s.shard = $1 AND s.resident_id = r.resident_id AND s.known_to >= $3
        ORDER BY s.number
    ) AS standing,
    ARRAY(
        SELECT ROW(w.number, w.known_from, w.known_to, w.valid_from, w.valid_to, w.begun_on, w.place, w.opened_by,
            w.opened_at)
        FROM dwelling AS w
        WHERE w.shard = $1 AND w.resident_id = r.resident_id AND w.known_to >= $3
        ORDER BY w.number
    ) AS dwelling,
    ARRAY(
        SELECT ROW(t.number, t.known_from, t.known_to, t.term)
        FROM term AS t
        WHERE t.shard = $1 AND t.resident_id = r.resident_id AND t.known_to >= $3
        ORDER BY t.number
    ) AS term
FROM resident AS r
WHERE r.shard = $1 AND r.resident_id = ANY ($2::uuid[])
