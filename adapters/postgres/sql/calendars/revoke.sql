-- Revoke a calendar: its address leads nowhere from then on.
-- $1 id uuid
DELETE FROM exchange.calendar WHERE id = $1
