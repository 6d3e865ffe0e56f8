-- Forget what was staged and never taken. No parameters.
TRUNCATE log.staged
