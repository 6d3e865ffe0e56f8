"""What people ask for: pure functions of a history, and the rows that lists are read from."""
