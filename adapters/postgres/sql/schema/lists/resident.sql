-- Version of each resident's stream that the rows show. `opened_by` is the office of the opening; `name` that of those who
-- never had another, so that a page of duties need not look for it among the standings; `sort_key` what names are put in
-- order by; `address_protected`: no list tells the address; `merged_into`: the file in which this one's facts count, `once_in`
-- those in which they ever did, spaces between. `duties`, `standings`, `dwellings` and `terms` are how many rows of each kind
-- there have been, which is the number of the next one: the projector goes on from the rows still known.
CREATE TABLE lists.resident (
    shard int NOT NULL,
    resident_id uuid NOT NULL,
    version int NOT NULL,
    opened_by text COLLATE "C" NOT NULL,
    duties int NOT NULL,
    standings int NOT NULL,
    dwellings int NOT NULL,
    terms int NOT NULL,
    name text,
    sort_key text COLLATE "C" NOT NULL,
    address_protected boolean NOT NULL DEFAULT false,
    merged_into uuid,
    once_in text NOT NULL DEFAULT '',
    PRIMARY KEY (shard, resident_id)
) WITH (fillfactor = 80);
CREATE INDEX resident_by_name ON lists.resident (shard, sort_key, resident_id);

-- Who has moved often is looked up wherever duties are listed by place: the rows of their duties name none. It is few, or
-- nobody. The number is that of `MANY_DWELLINGS` in projections/rows/row.py.
CREATE INDEX resident_wandering ON lists.resident (shard, resident_id) WHERE dwellings > 32;

-- Whose address is protected: few.
CREATE INDEX resident_protected ON lists.resident (shard, resident_id) WHERE address_protected;

-- Whose file was merged into another: few.
CREATE INDEX resident_merged ON lists.resident (shard, merged_into) WHERE merged_into IS NOT NULL;
