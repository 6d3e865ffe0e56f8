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
