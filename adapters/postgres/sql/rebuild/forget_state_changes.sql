-- Forget what was counted of the new rows before. No parameters.
DELETE FROM lists_next.state_change
