-- Tell offices something, or something else, on a civil day (see log.tell). Returns how many entries were added.
-- $1 shard int, $2 on date, $3 residents uuid[], $4 places text[], $5 notices uuid[], $6 residents of the notices uuid[],
-- $7 states text[], $8 causes int[], $9 reasons text[], $10 rules text[], $11 triggers int[], $12 subjects text[],
-- $13 due days date[], $14 stages int[], $15 versions rested on int[], $16 backlog boolean[]
SELECT log.tell($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
