SET LOCAL ROLE zairyu_app;

-- A birth may be known by its year or month alone: it is kept as it is known.
ALTER TABLE lists.standing ALTER COLUMN date_of_birth TYPE text COLLATE "C" USING to_char(date_of_birth, 'YYYY-MM-DD');
