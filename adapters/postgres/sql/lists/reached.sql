-- Residents who are reached although the place where they are on the day may not be, and may owe something then.
-- $1 shard int, $2 on date, $3 known timestamptz (infinity: everything),
-- $4 prefixes text[], $5 office text, $6 today date, $7 lately date, $8 ever boolean, $9 at most int or null (all)
SELECT projection.reached($1, $4::text[], $5, $6, $7, $8, $2, $3, true, $9) AS resident_id
