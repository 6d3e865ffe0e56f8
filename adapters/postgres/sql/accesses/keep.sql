-- Keep a batch of looks; $9 holds each look's residents as text of an array.
-- $1 looked_at timestamptz[], $2 person text[], $3 role text[], $4 office text[], $5 purpose text[], $6 route text[],
-- $7 asked_on date[], $8 known text[], $9 residents text[], $10 address_shown boolean[]
INSERT INTO access.look (looked_at, person, role, office, purpose, route, asked_on, known, residents, address_shown)
SELECT looked_at, person, role, office, purpose, route, asked_on, known, residents::uuid[], address_shown
FROM unnest(
    $1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::date[], $8::text[], $9::text[],
    $10::boolean[]
) AS batch (looked_at, person, role, office, purpose, route, asked_on, known, residents, address_shown)
