-- Let this transaction end before it is on the disk: whatever rows a crash takes away are made from the log again.
SELECT set_config('synchronous_commit', 'off', true)
