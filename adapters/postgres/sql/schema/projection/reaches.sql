-- Whether a resident is reached by where they dwell or dwelt, as now known: who lives in the caller's municipalities today
-- or did until lately, or has no address and was opened by the caller's office; with `ever`, who ever lived or was opened
-- there. domain/reach.py says so of a history. Wherever it is called the planner puts its body.
CREATE FUNCTION projection.reaches(
    place text, opened_by text, valid_from date, valid_to date,
    prefixes text[], office text, today date, lately date, ever boolean
) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT place ^@ ANY (prefixes) AND (ever OR valid_from <= today AND valid_to >= lately)
        OR (opened_by = office OR opened_by ^@ ANY (prefixes))
            AND (ever OR place ^@ '~' AND valid_from <= today AND valid_to >= today)
$$;
