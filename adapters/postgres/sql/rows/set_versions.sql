-- Say which version of the stream the rows of each resident show now, and how many of each kind there have been.
-- $1 shard int, $2 residents uuid[], $3 versions int[], $4 opened_by text[], $5 duties int[], $6 standings int[],
-- $7 dwellings int[], $8 terms int[]
INSERT INTO lists.resident (shard, resident_id, version, opened_by, duties, standings, dwellings, terms)
SELECT $1, r.* FROM unnest($2::uuid[], $3::int[], $4::text[], $5::int[], $6::int[], $7::int[], $8::int[]) AS r
ON CONFLICT (shard, resident_id) DO UPDATE
SET version = excluded.version, duties = excluded.duties, standings = excluded.standings,
    dwellings = excluded.dwellings, terms = excluded.terms
