-- Forget the rules gathered before. No parameters.
DELETE FROM lists_next.rule
