"""The tables of the lists: written, read back, compared, rebuilt.

Statements name them without a schema: a connection's `search_path` says whether those in use are meant or
those that a rebuild makes beside them.
"""
