-- Note that a letter was sent, once by its id (see log.note_letter). Returns its position, null when the resident was erased.
-- $1 shard int, $2 letter uuid, $3 on date, $4 person text, $5 office text, $6 language text, $7 resident uuid, $8 rule text,
-- $9 trigger int, $10 subject text, $11 due day date, $12 version rested on int
SELECT log.note_letter($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
