-- A card number belongs to one resident in the whole log: the only key without shard.
CREATE TABLE log.card_claim (
    number text PRIMARY KEY,
    shard int NOT NULL,
    resident_id uuid NOT NULL
);
CREATE INDEX card_claim_resident ON log.card_claim (shard, resident_id);
GRANT SELECT ON log.card_claim TO zairyu_app;
