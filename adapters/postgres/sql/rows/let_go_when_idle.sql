-- Let the server end this session when its process is silent for so long (0: never).
-- $1 time text
SELECT set_config('idle_session_timeout', $1, false), set_config('idle_in_transaction_session_timeout', $1, false)
