"""The console: pages for the people at the desk, over the same routes that machines call."""
