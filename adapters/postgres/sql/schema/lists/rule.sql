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
