-- Note how far offices have been told.
-- $1 shard int, $2 position bigint, $3 day date, $4 pass_to date, $5 pass_after uuid, $6 pass_whole boolean, $7 made_of text,
-- $8 waiting uuid[]
INSERT INTO projection.noticed (shard, position, day, pass_to, pass_after, pass_whole, made_of, waiting)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (shard) DO UPDATE
SET position = excluded.position, day = excluded.day, pass_to = excluded.pass_to, pass_after = excluded.pass_after,
    pass_whole = excluded.pass_whole, made_of = excluded.made_of, waiting = excluded.waiting
