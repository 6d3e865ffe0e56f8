-- Let one transaction at a time write rows. With synchronous_commit off it ends before it is on the disk: whatever rows
-- a crash takes away are made from the log again.
-- $1 shard int, $2 synchronous_commit text, or null: as it is
SELECT pg_advisory_xact_lock(hashtextextended('zairyu.lists', $1)),
    set_config('synchronous_commit', coalesce($2, current_setting('synchronous_commit')), true)
