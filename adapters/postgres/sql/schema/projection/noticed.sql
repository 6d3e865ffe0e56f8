-- How far offices have been told: of all that the rows show up to a position of the log, and of the whole of a civil day. A
-- day is told of in parts, `pass_to` and up to the resident `pass_after` (null: none under way), `pass_whole` when of every
-- resident. `made_of` are the rules and stages that was told under; `waiting` were set aside when it was their turn.
CREATE TABLE projection.noticed (
    shard int NOT NULL,
    position bigint NOT NULL,
    day date,
    pass_to date,
    pass_after uuid,
    pass_whole boolean NOT NULL,
    made_of text NOT NULL,
    waiting uuid[] NOT NULL,
    PRIMARY KEY (shard)
) WITH (fillfactor = 10);
