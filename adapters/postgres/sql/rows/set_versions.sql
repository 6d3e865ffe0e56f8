-- Say which version of the stream the rows of each resident show now, how many of each kind there have been, the name of
-- who never had another, and what the newest name is put in order by.
-- $1 shard int, $2 residents uuid[], $3 versions int[], $4 opened_by text[], $5 duties int[], $6 standings int[],
-- $7 dwellings int[], $8 terms int[], $9 names text[], $10 sort keys text[]
INSERT INTO lists.resident AS r (shard, resident_id, version, opened_by, duties, standings, dwellings, terms, name, sort_key)
SELECT $1, n.*
FROM unnest($2::uuid[], $3::int[], $4::text[], $5::int[], $6::int[], $7::int[], $8::int[], $9::text[],
    $10::text[]) AS n
ON CONFLICT (shard, resident_id) DO UPDATE
SET version = excluded.version, duties = excluded.duties, standings = excluded.standings,
    dwellings = excluded.dwellings, terms = excluded.terms,
    name = CASE WHEN r.name = excluded.name THEN r.name END, sort_key = excluded.sort_key
