"""Lists as tables: which columns a list has, and how a whole list becomes a file."""
