-- Make the tables beside, empty and without indexes. No parameters.
SELECT projection.begin_next()
