-- Throw away what an earlier rebuild left. No parameters.
SELECT projection.drop_next()
