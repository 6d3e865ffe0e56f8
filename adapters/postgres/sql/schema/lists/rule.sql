-- Every rule that a row names, with its kind and class: what a question about a kind has to look at. Of the duties under it
-- that are not settled: the most days from being open to the last day, the fewest days from opening to the last day, the
-- most days from being listed to the last day. A million and more: no bound.
CREATE TABLE lists.rule (
    shard int NOT NULL,
    rule text COLLATE "C" NOT NULL,
    kind text NOT NULL,
    class text NOT NULL,
    longest_open int NOT NULL DEFAULT 1000000,
    shortest_window int NOT NULL DEFAULT -36500,
    longest_pending int NOT NULL DEFAULT 1000000,
    PRIMARY KEY (shard, rule, kind, class)
);

-- The days of a duty's row that these widths are of.
CREATE FUNCTION projection.windows(valid_from date, opens_on date, due_on date, settled text)
RETURNS TABLE ("open" int, "window" int, pending int) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
            WHEN settled IS NOT NULL OR opens_on = 'infinity' THEN 0
            WHEN due_on = 'infinity' THEN 1000000
            ELSE due_on - greatest(opens_on, valid_from)
        END,
        CASE
            WHEN settled IS NOT NULL OR due_on = 'infinity' THEN 36500
            WHEN opens_on = 'infinity' THEN -36500
            ELSE due_on - opens_on
        END,
        CASE
            WHEN settled IS NOT NULL OR opens_on <= valid_from THEN 0
            WHEN due_on = 'infinity' THEN 1000000
            ELSE due_on - valid_from
        END
$$;
