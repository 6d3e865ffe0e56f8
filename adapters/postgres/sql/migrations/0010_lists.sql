-- The rows that lists are read from, and how far they have come. The application owns all of it: rows can
-- be made again from the log at any time. No parameters.
-- `infinity` stands for "for ever" (valid_to), "no such day" (opens_on, due_on) and "still known" (known_to).
CREATE SCHEMA lists AUTHORIZATION zairyu_app;
CREATE SCHEMA projection AUTHORIZATION zairyu_app;
SET LOCAL ROLE zairyu_app;

-- Version of each resident's stream that the rows show; `opened_by` is the office of the opening.
CREATE TABLE lists.resident (
    shard int NOT NULL,
    resident_id uuid NOT NULL,
    version int NOT NULL,
    opened_by text COLLATE "C" NOT NULL,
    PRIMARY KEY (shard, resident_id)
);
CREATE INDEX resident_opened_by ON lists.resident (shard, opened_by);

-- A duty as it stood from valid_from through valid_to, as known from known_from until before known_to.
-- `settled` is the state of a duty that time no longer changes; else opens_on and due_on make its state. `place` is the municipality, or,
-- without one, `~` and the office that opened the case; `area` its first two characters.
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
    area text COLLATE "C" NOT NULL,
    duty bytea NOT NULL,
    PRIMARY KEY (shard, resident_id, number)
);
CREATE INDEX duty_due_by_rule ON lists.duty (shard, rule, due_on, resident_id, number)
    INCLUDE (valid_from, valid_to, opens_on) WHERE known_to = 'infinity' AND settled IS NULL;
CREATE INDEX duty_due_by_area ON lists.duty (shard, area, due_on, resident_id, number)
    INCLUDE (valid_from, valid_to, opens_on) WHERE known_to = 'infinity' AND settled IS NULL;
CREATE INDEX duty_due_by_place ON lists.duty (shard, place, due_on, resident_id, number)
    INCLUDE (valid_from, valid_to, opens_on, rule) WHERE known_to = 'infinity' AND settled IS NULL;
CREATE INDEX duty_settled_by_rule ON lists.duty (shard, rule, settled, due_on, resident_id, number)
    INCLUDE (valid_from, valid_to) WHERE known_to = 'infinity' AND settled IS NOT NULL;
CREATE INDEX duty_settled_by_area ON lists.duty (shard, area, settled, due_on, resident_id, number)
    INCLUDE (valid_from, valid_to) WHERE known_to = 'infinity' AND settled IS NOT NULL;
CREATE INDEX duty_settled_by_place ON lists.duty (shard, place, settled, due_on, resident_id, number)
    INCLUDE (valid_from, valid_to) WHERE known_to = 'infinity' AND settled IS NOT NULL;
CREATE INDEX duty_formerly_by_place ON lists.duty (shard, place, due_on, resident_id, number)
    INCLUDE (valid_from, valid_to, known_from, known_to) WHERE known_to < 'infinity';
CREATE INDEX duty_formerly ON lists.duty (shard, known_to) WHERE known_to < 'infinity';

-- What is shown of a resident from valid_from through valid_to.
CREATE TABLE lists.standing (
    shard int NOT NULL,
    resident_id uuid NOT NULL,
    number int NOT NULL,
    known_from timestamptz NOT NULL,
    known_to timestamptz NOT NULL,
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    place text COLLATE "C" NOT NULL,
    area text COLLATE "C" NOT NULL,
    municipality_code text COLLATE "C",
    status text COLLATE "C",
    stay text COLLATE "C" NOT NULL,
    name text NOT NULL,
    date_of_birth date NOT NULL,
    nationality text NOT NULL,
    card_number text,
    PRIMARY KEY (shard, resident_id, number)
);
CREATE INDEX standing_place ON lists.standing (shard, place, resident_id)
    INCLUDE (valid_from, valid_to, known_from, known_to);
CREATE INDEX standing_area ON lists.standing (shard, area, resident_id)
    INCLUDE (valid_from, valid_to, known_from, known_to);
CREATE INDEX standing_stay ON lists.standing (shard, stay, resident_id)
    INCLUDE (valid_from, valid_to, known_from, known_to);
CREATE INDEX standing_status ON lists.standing (shard, status, resident_id)
    INCLUDE (valid_from, valid_to, known_from, known_to);

-- Words of names in canonical spelling, card numbers after `#`, dates of birth after `@`; former ones too.
CREATE TABLE lists.term (
    shard int NOT NULL,
    term text COLLATE "C" NOT NULL,
    resident_id uuid NOT NULL,
    number int NOT NULL,
    known_from timestamptz NOT NULL,
    known_to timestamptz NOT NULL,
    PRIMARY KEY (shard, term, resident_id, number) INCLUDE (known_from, known_to)
);
CREATE INDEX term_resident ON lists.term (shard, resident_id);

-- Every rule that a row names, with its kind and class: what a question about a kind has to look at.
CREATE TABLE lists.rule (
    shard int NOT NULL,
    rule text COLLATE "C" NOT NULL,
    kind text NOT NULL,
    class text NOT NULL,
    PRIMARY KEY (shard, rule, kind, class)
);

-- Everything up to this position of the log is in the rows; `made_by` is the version of the projection.
CREATE TABLE projection.checkpoint (
    shard int NOT NULL,
    position bigint NOT NULL,
    made_by text NOT NULL,
    PRIMARY KEY (shard)
) WITH (fillfactor = 10);

-- Residents whose history could not be folded: their rows stand still, the others go on.
CREATE TABLE projection.stuck (
    shard int NOT NULL,
    resident_id uuid NOT NULL,
    version int NOT NULL,
    position bigint NOT NULL,
    fault text NOT NULL,
    since timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (shard, resident_id)
);

-- The residents that a caller reaches without reaching the place where they are on a day: those who live
-- in the caller's municipalities today, or did until lately, or have no address and were opened there;
-- with `ever`, those who ever lived or were opened there.
CREATE FUNCTION projection.reached(
    in_shard int, prefixes text[], office text, today date, lately date, ever boolean, asked_on date
) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
    WITH own (first, past) AS (
        SELECT prefix, prefix || '~' FROM unnest(prefixes) AS prefix
    ), opened (first, past) AS (
        SELECT '~' || first, '~' || past FROM own
        UNION ALL
        SELECT '~' || office, '~' || office || '!'
    )
    SELECT s.resident_id
    FROM own
    JOIN lists.standing AS s ON s.shard = in_shard AND s.place >= own.first AND s.place < own.past
    WHERE s.known_to = 'infinity' AND s.valid_from <= today AND s.valid_to >= lately
        AND (asked_on < today OR s.valid_to < today) AND NOT ever
    UNION
    SELECT s.resident_id
    FROM own
    JOIN lists.standing AS s ON s.shard = in_shard AND s.place >= own.first AND s.place < own.past
    WHERE s.known_to = 'infinity' AND NOT (s.valid_from <= asked_on AND s.valid_to >= asked_on) AND ever
    UNION
    SELECT s.resident_id
    FROM opened
    JOIN lists.standing AS s ON s.shard = in_shard AND s.place >= opened.first AND s.place < opened.past
    WHERE s.known_to = 'infinity' AND s.valid_from <= today AND s.valid_to >= today
    UNION
    SELECT r.resident_id
    FROM lists.resident AS r
    WHERE r.shard = in_shard AND ever
        AND (r.opened_by = office OR EXISTS (SELECT FROM own WHERE starts_with(r.opened_by, own.first)))
$$;
