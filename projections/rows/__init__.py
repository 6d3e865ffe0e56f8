"""Rows of the lists: what a resident's history says, on both axes of time."""
