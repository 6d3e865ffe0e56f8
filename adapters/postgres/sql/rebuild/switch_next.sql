-- Put the new tables in the place of the old ones. No parameters.
SELECT projection.switch_next()
