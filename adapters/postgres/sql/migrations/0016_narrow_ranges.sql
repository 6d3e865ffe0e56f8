-- Pages that indexes alone answer, over ranges of due days no wider than the rules' own windows. No parameters.
SET LOCAL ROLE zairyu_app;

-- Of the duties under a rule that are not settled: the most days from being open to the last day, the fewest days
-- from opening to the last day, the most days from being listed to the last day. A million and more: no bound.
ALTER TABLE lists.rule
    ADD COLUMN longest_open int NOT NULL DEFAULT 1000000,
    ADD COLUMN shortest_window int NOT NULL DEFAULT -36500,
    ADD COLUMN longest_pending int NOT NULL DEFAULT 1000000;

DROP INDEX lists.duty_due_by_rule, lists.duty_due_by_area, lists.duty_due_by_place, lists.duty_settled_by_rule,
    lists.duty_settled_by_area, lists.duty_settled_by_place, lists.duty_formerly_by_place;

CREATE INDEX duty_due_by_rule ON lists.duty (shard, rule, due_on, resident_id, number)
    INCLUDE (valid_from, valid_to, opens_on, known_from) WHERE known_to = 'infinity' AND settled IS NULL;
CREATE INDEX duty_due_by_area ON lists.duty (shard, area, due_on, resident_id, number)
    INCLUDE (valid_from, valid_to, opens_on, known_from, rule) WHERE known_to = 'infinity' AND settled IS NULL;
CREATE INDEX duty_due_by_place ON lists.duty (shard, place, due_on, resident_id, number)
    INCLUDE (valid_from, valid_to, opens_on, known_from, rule) WHERE known_to = 'infinity' AND settled IS NULL;

-- Duties that were or will be overdue: few of those that were settled ever are.
CREATE INDEX duty_overdue_by_rule ON lists.duty (shard, rule, due_on, resident_id, number)
    INCLUDE (valid_from, valid_to, opens_on, known_from)
    WHERE known_to = 'infinity' AND settled IS NULL AND due_on < valid_to;
CREATE INDEX duty_overdue_by_area ON lists.duty (shard, area, due_on, resident_id, number)
    INCLUDE (valid_from, valid_to, opens_on, known_from, rule)
    WHERE known_to = 'infinity' AND settled IS NULL AND due_on < valid_to;
CREATE INDEX duty_overdue_by_place ON lists.duty (shard, place, due_on, resident_id, number)
    INCLUDE (valid_from, valid_to, opens_on, known_from, rule)
    WHERE known_to = 'infinity' AND settled IS NULL AND due_on < valid_to;

CREATE INDEX duty_settled_by_rule ON lists.duty (shard, rule, settled, due_on, resident_id, number)
    INCLUDE (valid_from, valid_to, known_from) WHERE known_to = 'infinity' AND settled IS NOT NULL;
CREATE INDEX duty_settled_by_area ON lists.duty (shard, area, settled, due_on, resident_id, number)
    INCLUDE (valid_from, valid_to, known_from, rule) WHERE known_to = 'infinity' AND settled IS NOT NULL;
CREATE INDEX duty_settled_by_place ON lists.duty (shard, place, settled, due_on, resident_id, number)
    INCLUDE (valid_from, valid_to, known_from, rule) WHERE known_to = 'infinity' AND settled IS NOT NULL;
CREATE INDEX duty_formerly_by_place ON lists.duty (shard, place, due_on, resident_id, number)
    INCLUDE (valid_from, valid_to, known_from, known_to, opens_on, settled, rule) WHERE known_to < 'infinity';
