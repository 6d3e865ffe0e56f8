-- Who has moved often is looked up wherever duties are listed by place: the rows of their duties name none. It is
-- few, or nobody. The number is that of projections/folds.py. No parameters.
SET LOCAL ROLE zairyu_app;

CREATE INDEX resident_wandering ON lists.resident (shard, resident_id) WHERE dwellings > 32;
