"""What a database must be before a log is trusted to it.

Nothing in it runs code that no migration made, and the role is as weak as the manual promises.
"""

import re
from collections.abc import Iterable

from msgspec import Struct

from adapters.postgres.database import Connection
from adapters.postgres.statements import sql

FUNCTION = re.compile(
    r"^CREATE (?:OR REPLACE )?FUNCTION ([a-z_.]+)\s*\(([^)]*)\).*?AS \$\$(.*?)\$\$", re.DOTALL | re.MULTILINE
)
TRIGGER = re.compile(
    r"^CREATE TRIGGER (\w+) [^;]*? ON ([a-z_.]+)[^;]*?EXECUTE FUNCTION ([a-z_.]+)", re.MULTILINE
)
SCHEMA = re.compile(r"^CREATE SCHEMA (?:IF NOT EXISTS )?(\w+)", re.MULTILINE)


class Made(Struct, frozen=True, kw_only=True):
    """What migrations make that runs code: schemas, functions with their newest bodies, triggers."""

    schemas: tuple[str, ...]
    functions: tuple[tuple[str, str], ...]
    triggers: tuple[tuple[str, str, str], ...]


def made_by(texts: Iterable[str]) -> Made:
    """Return what these migrations make, in their order."""
    schemas, functions, triggers = {"migration"}, dict[tuple[str, str], str](), list[tuple[str, str, str]]()
    for text in texts:
        schemas.update(SCHEMA.findall(text))
        functions |= {(name, " ".join(args.split())): body for name, args, body in FUNCTION.findall(text)}
        triggers += [(table, name, function) for name, table, function in TRIGGER.findall(text)]
    return Made(
        schemas=tuple(sorted(schemas)),
        functions=tuple((name, body) for (name, _), body in functions.items()),
        triggers=tuple(triggers),
    )


async def strangers(connection: Connection, made: Made) -> list[str]:
    """Return a sentence for each thing that could run code in the program's schemas and is none of these."""
    names, bodies = zip(*made.functions, strict=True) if made.functions else ((), ())
    triggers = zip(*made.triggers, strict=True) if made.triggers else ((), (), ())
    found = await connection.fetch(sql("catalogue/strangers.sql"), made.schemas, names, bodies, *triggers)
    return [row["sentence"] for row in found]


async def broken_promises(connection: Connection) -> list[str]:
    """Return a sentence for each promise of the manual that the role and the server of this session break."""
    return [row["sentence"] for row in await connection.fetch(sql("catalogue/broken_promises.sql"))]
