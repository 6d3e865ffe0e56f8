-- Put the new tables in the place of those in use, and say how far they are and what made them. Fails soon when somebody
-- has the tables.
-- $1 shard int, $2 position bigint, $3 made_by text
SELECT projection.switch_next($1, $2, $3)
