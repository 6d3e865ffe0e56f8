-- What offices were told of duties, and told otherwise (docs/adr/0019-notices-are-reconciled.md): an entry for each time that
-- a notice came to be or got another state. Append-only like the events, with a head of its own: positions have no gaps.
-- The first entry of a notice says all about it: to which resident it belongs, which duty at which stage (in days from its
-- last day) it is about, and which version of the stream was known. The subject goes without a card number.
CREATE TABLE log.notice (
    shard int NOT NULL,
    position bigint NOT NULL,
    notice_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('raised', 'acknowledged', 'superseded', 'settled', 'withdrawn')),
    told_on date NOT NULL,
    told_at timestamptz NOT NULL,
    cause int,
    reason text,
    person text,
    note bytea,
    resident_id uuid,
    rule text,
    trigger int,
    subject text,
    due_on date,
    stage int,
    rests_on_version int,
    backlog boolean,
    office text,
    PRIMARY KEY (shard, position),
    CHECK (num_nulls(rule, trigger, due_on, stage, rests_on_version, backlog, office) IN (0, 7))
);
CREATE INDEX notice_entries ON log.notice (shard, notice_id, position);
GRANT SELECT ON log.notice TO zairyu_app;

-- Besides the privileges. Erasing a resident is the one change: it takes the resident, the subject and what was noted.
CREATE TRIGGER append_only BEFORE UPDATE ON log.notice FOR EACH ROW
WHEN (NEW.resident_id IS NOT NULL OR NEW.subject IS NOT NULL OR NEW.note IS NOT NULL
      OR (NEW.shard, NEW.position, NEW.notice_id, NEW.state, NEW.told_on, NEW.told_at, NEW.cause, NEW.reason, NEW.person,
          NEW.rule, NEW.trigger, NEW.due_on, NEW.stage, NEW.rests_on_version, NEW.backlog, NEW.office)
         IS DISTINCT FROM
         (OLD.shard, OLD.position, OLD.notice_id, OLD.state, OLD.told_on, OLD.told_at, OLD.cause, OLD.reason, OLD.person,
          OLD.rule, OLD.trigger, OLD.due_on, OLD.stage, OLD.rests_on_version, OLD.backlog, OLD.office))
EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER no_delete BEFORE DELETE ON log.notice FOR EACH ROW EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON log.notice FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();

-- The end of each shard's notices: whoever adds entries locks this row.
CREATE TABLE log.notice_head (
    shard int PRIMARY KEY,
    position bigint NOT NULL DEFAULT 0,
    told_at timestamptz NOT NULL DEFAULT '-infinity'
) WITH (fillfactor = 10);
GRANT SELECT ON log.notice_head TO zairyu_app;

INSERT INTO log.notice_head (shard) VALUES (0);

-- Each notice as its entries leave it, once: that it is raised at most once is this key. `position` is that of its first
-- entry, `told_on` the first day on which it was told, `place` (see lists.duty) where the resident lives now.
CREATE TABLE log.told (
    shard int NOT NULL,
    notice_id uuid NOT NULL,
    position bigint NOT NULL,
    resident_id uuid,
    rule text COLLATE "C" NOT NULL,
    trigger int NOT NULL,
    subject text,
    due_on date NOT NULL,
    stage int NOT NULL,
    reached_on date NOT NULL,
    rests_on_version int NOT NULL,
    backlog boolean NOT NULL,
    office text NOT NULL,
    raised_on date NOT NULL,
    raised_at timestamptz NOT NULL,
    told_on date NOT NULL,
    state text COLLATE "C" NOT NULL,
    acknowledged_at timestamptz,
    acknowledged_by text,
    place text COLLATE "C" NOT NULL,
    PRIMARY KEY (shard, notice_id)
) WITH (fillfactor = 80);
CREATE INDEX told_resident ON log.told (shard, resident_id);
CREATE INDEX told_by_place ON log.told (shard, place, state, position);
CREATE INDEX told_by_state ON log.told (shard, state, position);
CREATE INDEX told_reached ON log.told (shard, reached_on);

-- Whose duties may end by time alone without anybody recording it.
CREATE INDEX told_standing ON log.told (shard, resident_id) WHERE state IN ('raised', 'acknowledged');
GRANT SELECT ON log.told TO zairyu_app;
