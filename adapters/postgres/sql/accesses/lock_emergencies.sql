-- Let one transaction at a time open emergencies of a person: their number is counted.
-- $1 person text
SELECT pg_advisory_xact_lock(hashtextextended($1, 0))
