"""The SQL of the application: one statement per file below `sql/`, its parameters in the header."""

from functools import cache
from importlib.resources import files


@cache
def sql(area: str, name: str) -> str:
    """Return the statement in `sql/<area>/<name>.sql`."""
    return (files("adapters.postgres") / "sql" / area / f"{name}.sql").read_text(encoding="utf-8")
