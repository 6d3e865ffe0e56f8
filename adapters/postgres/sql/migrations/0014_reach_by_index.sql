-- Whom a caller reaches is looked up by place, whatever the size of the tables. No parameters.
SET LOCAL ROLE zairyu_app;

ALTER FUNCTION projection.reached(int, text[], text, date, date, boolean, date) SET enable_seqscan = off;
