-- A duty as it stood from valid_from through valid_to, as known from known_from until before known_to.
-- `infinity` stands for "for ever" (valid_to), "no such day" (opens_on, due_on) and "still known" (known_to).
-- `settled` is the state of a duty that time no longer changes; else opens_on and due_on make its state. `place` is the
-- municipality, or, without one, `~` and the office that opened the case.
-- All that a resident owes and owed is read from the index of the primary key alone.
CREATE TABLE lists.duty (
    shard int NOT NULL,
    resident_id uuid NOT NULL,
    number int NOT NULL,
    known_from timestamptz NOT NULL,
    known_to timestamptz NOT NULL,
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    opens_on date NOT NULL,
    due_on date NOT NULL,
    settled text,
    rule text COLLATE "C" NOT NULL,
    kind text NOT NULL,
    class text NOT NULL,
    place text COLLATE "C" NOT NULL,
    duty bytea NOT NULL,
    PRIMARY KEY (shard, resident_id, number)
        INCLUDE (known_from, known_to, valid_from, valid_to, opens_on, due_on, settled, rule, place)
);

-- What residents owe as now known, which most questions are about, from an index much smaller than that.
CREATE INDEX duty_owed_now ON lists.duty (shard, resident_id, due_on, number)
    INCLUDE (valid_from, valid_to, opens_on, known_from, settled, rule, place)
    WHERE known_to = 'infinity' AND (settled IS NULL OR settled = 'overdue');

-- Pages that indexes alone answer, over ranges of due days no wider than the rules' own windows (see lists.rule).
CREATE INDEX duty_due_by_rule ON lists.duty (shard, rule, due_on, resident_id, number)
    INCLUDE (valid_from, valid_to, opens_on, known_from) WHERE known_to = 'infinity' AND settled IS NULL;
CREATE INDEX duty_due_by_place ON lists.duty (shard, place, due_on, resident_id, number)
    INCLUDE (valid_from, valid_to, opens_on, known_from, rule) WHERE known_to = 'infinity' AND settled IS NULL;

-- Duties that were or will be overdue: few of those that were settled ever are.
CREATE INDEX duty_overdue_by_rule ON lists.duty (shard, rule, due_on, resident_id, number)
    INCLUDE (valid_from, valid_to, opens_on, known_from)
    WHERE known_to = 'infinity' AND settled IS NULL AND due_on < valid_to;
CREATE INDEX duty_overdue_by_place ON lists.duty (shard, place, due_on, resident_id, number)
    INCLUDE (valid_from, valid_to, opens_on, known_from, rule)
    WHERE known_to = 'infinity' AND settled IS NULL AND due_on < valid_to;

CREATE INDEX duty_settled_by_rule ON lists.duty (shard, rule, settled, due_on, resident_id, number)
    INCLUDE (valid_from, valid_to, known_from) WHERE known_to = 'infinity' AND settled IS NOT NULL;
CREATE INDEX duty_settled_by_place ON lists.duty (shard, place, settled, due_on, resident_id, number)
    INCLUDE (valid_from, valid_to, known_from, rule) WHERE known_to = 'infinity' AND settled IS NOT NULL;

-- Duties as they were known before.
CREATE INDEX duty_formerly_by_place ON lists.duty (shard, place, due_on, resident_id, number)
    INCLUDE (valid_from, valid_to, known_from, known_to, opens_on, settled, rule) WHERE known_to < 'infinity';
CREATE INDEX duty_formerly ON lists.duty (shard, known_to) WHERE known_to < 'infinity';

-- Of these, what failed or was past its day when it was replaced: hardly anything settled ever was.
CREATE INDEX duty_formerly_overdue_by_place ON lists.duty (shard, place, due_on, resident_id, number)
    INCLUDE (valid_from, valid_to, known_from, known_to, opens_on, settled, rule)
    WHERE known_to < 'infinity' AND (settled = 'overdue' OR settled IS NULL AND due_on < (known_to AT TIME ZONE 'UTC')::date);
