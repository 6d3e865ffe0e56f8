-- The ids of the master keys that wrap any data key, one step in the index for each.
-- $1 shard int
WITH RECURSIVE found AS (
    (SELECT master FROM keys.data_key WHERE shard = $1 ORDER BY master LIMIT 1)
    UNION ALL
    SELECT (SELECT k.master FROM keys.data_key k WHERE k.shard = $1 AND k.master > f.master ORDER BY k.master LIMIT 1)
      FROM found f WHERE f.master IS NOT NULL
)
SELECT master FROM found WHERE master IS NOT NULL;
