"""The SQL of the application: one statement per file below `sql/`, its parameters in the header."""

from functools import cache
from importlib.resources import files


@cache
def sql(file: str) -> str:
    """Return the statement in a file below `sql/`, named whole: `sql("log/append.sql")`."""
    return (files("adapters.postgres") / "sql" / file).read_text(encoding="utf-8")
