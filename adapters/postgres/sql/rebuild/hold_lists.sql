-- Keep everybody from the rows in use until the transaction ends; fails soon when somebody has them. No parameters.
SELECT projection.hold_lists()
