"""PostgreSQL: the log, its recorder, the projections' rows; every statement in a file of its own."""
