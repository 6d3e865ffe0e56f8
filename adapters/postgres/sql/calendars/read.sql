-- Note that a calendar is read.
-- $1 id uuid
UPDATE exchange.calendar SET read_at = clock_timestamp() WHERE id = $1
