"""Migrations: numbered SQL files, forward only, run under a lock.

A file may hold several statements, in two halves: what the owner makes, and, from `SET LOCAL ROLE zairyu_app`
on, what the application shall own. Each half runs in a transaction of its own, the second one over a
connection of the application's: whatever that role has put into its tables runs with its rights and no
others. A second half is about what the log makes again or about what it does not, never about both: after a
restore without the lists, those of the first kind alone run again. A file that has run is never edited: its
digest is kept and compared. What all of them together make stands, one object a file, below `sql/schema/`.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from importlib.resources import files

from msgspec import Struct

from adapters.postgres.catalogue import made_by, strangers
from adapters.postgres.database import Connection, Record, connected
from adapters.postgres.statements import sql

OLDEST_SERVER = 15
APPLICATION = "SET LOCAL ROLE zairyu_app;"
"""Begins the application's half of a migration."""
_TABLE = re.compile(r"^CREATE TABLE ([a-z_.]+) \(", re.MULTILINE)
DERIVED = (
    *(f"lists.{t}" for t in ("duty", "dwelling", "resident", "rule", "standing", "term")),
    *("lists.state_change", "lists.week_change"),
    *(f"projection.{t}" for t in ("checkpoint", "noticed", "rebuild", "rebuilt", "stuck")),
    *(f"console.{t}" for t in ("session", "unsaved_form")),
)
"""The tables that the log makes again, and those of sessions, which no restore brings back.

Backups leave out those with names in plain.
"""
_NAMES_DERIVED = re.compile(rf"\b({'|'.join(sorted({t.partition('.')[0] for t in DERIVED}))})\.[a-z]")
FORMER = (
    "the database was made by a zairyu before 0.1.0 and cannot be migrated: with that one, "
    "`zairyu export FILE`; then with this one, on another database that is empty (ZAIRYU_DATABASE_URL and "
    "ZAIRYU_OWNER_DATABASE_URL, or another folder as ZAIRYU_DATA), `zairyu migrate`, "
    "`zairyu import --as-recorded FILE` and `zairyu rebuild`"
)
"""What is said of a database whose migrations are others than these."""
PLAIN = {"search_path": "pg_catalog, pg_temp"}
"""Nothing that anybody else makes is found by a name alone."""


class Migration(Struct, frozen=True):
    """One file: its number, its name, its text."""

    number: int
    name: str
    text: str

    @property
    def digest(self) -> bytes:
        """SHA-256 of the text."""
        return hashlib.sha256(self.text.encode()).digest()

    @property
    def halves(self) -> tuple[str, str]:
        """What the owner runs, and what the application does; "" for nothing."""
        owner, switch, application = self.text.partition(APPLICATION)
        nothing = all(not line.strip() or line.startswith("--") for line in owner.splitlines())
        return "" if nothing else owner, switch + application


class MigrationError(RuntimeError):
    """The database does not fit this program; the message says what to do."""


def migrations() -> tuple[Migration, ...]:
    """Return all migrations, by number."""
    folder = files("adapters.postgres") / "sql" / "migrations"
    found = [f for f in folder.iterdir() if f.name.endswith(".sql")]
    return tuple(
        Migration(int(f.name.partition("_")[0]), f.name.removesuffix(".sql"), f.read_text(encoding="utf-8"))
        for f in sorted(found, key=lambda f: f.name)
    )


def schema_digest() -> str:
    """Return a name for the schema that all migrations together make."""
    beneath = sql("migrate/begin.sql").encode()
    return hashlib.sha256(beneath + b"".join(m.digest for m in migrations())).hexdigest()[:12]


async def migrate(owner: str, application: str) -> tuple[str, ...]:
    """Bring the database to the newest schema, given the DSNs of its owner and of the application.

    Returns the names of the migrations that ran. Where a table of the lists is missing, as after a restore,
    all that the log makes again is made, empty. Raises MigrationError for a server that is too old, a
    migration edited after it ran, a database newer than this program or made before its first migration, one
    that holds what no migration made, and for an application that could act as the owner.
    """
    async with connected(owner, PLAIN) as connection:
        if connection.get_server_version().major < OLDEST_SERVER:
            message = "zairyu needs PostgreSQL 15 or newer: name such a server in ZAIRYU_DATABASE_URL"
            raise MigrationError(message)
        await connection.execute(sql("migrate/begin.sql"))
        _missing(await _applied(connection))  # refuses before anything is dropped
        await _forget_derived(connection)
        ran = await _applied(connection)
        missing = _missing(ran)
        await _refuse_strangers(connection, [m for m in migrations() if m.number in ran])
        if missing:
            await _run(connection, application, missing, ran)
            await _refuse_strangers(connection, migrations())
        return tuple(m.name for m in missing)


async def pending(
    connection: Connection,
) -> Sequence[Migration]:
    """Return the migrations that the database lacks, or lacks half of. Raises MigrationError."""
    if await connection.fetch(sql("migrate/missing.sql"), ["migration.application"]):
        return migrations()
    return _missing(await _applied(connection))


async def missing_tables(
    connection: Connection,
) -> tuple[str, ...]:
    """Return the tables of lists and projector that are not there, by name with schema."""
    return tuple(r["name"] for r in await connection.fetch(sql("migrate/missing.sql"), DERIVED))


async def _forget_derived(connection: Connection) -> None:
    """Where a table that the log makes again was made and is gone, drop the others: migrations make all."""
    applied = await _applied(connection)
    ran = [m for m in migrations() if m.number in applied and applied[m.number]["whole"]]
    made = {table for m in ran for table in _TABLE.findall(m.halves[1])}
    if made.intersection(await missing_tables(connection)):
        async with connection.transaction():
            await connection.execute(sql("migrate/forget_derived.sql"))
            again = [m.number for m in ran if _NAMES_DERIVED.search(m.halves[1])]
            await connection.execute(sql("migrate/forget_application.sql"), again)
            await connection.execute(sql("schema/schemas.sql"))


async def _applied(
    connection: Connection,
) -> dict[int, Record]:
    found = await connection.fetch(sql("migrate/applied.sql"))
    return {r["number"]: r for r in found if r["number"] is not None}


def _missing(applied: Mapping[int, Record]) -> list[Migration]:
    known = {m.number: m for m in migrations()}
    if any(applied[n]["name"] != m.name for n, m in known.items() if n in applied):
        raise MigrationError(FORMER)
    edited = [m.name for n, m in known.items() if n in applied and applied[n]["digest"] != m.digest]
    if edited:
        message = (
            f"migrations were edited after they ran here: {', '.join(edited)}. "
            "Install a zairyu with the files that ran"
        )
        raise MigrationError(message)
    if applied.keys() - known.keys():
        message = "the database was migrated by a newer zairyu: install that one, or one newer still"
        raise MigrationError(message)
    return [m for n, m in known.items() if n not in applied or (m.halves[1] and not applied[n]["whole"])]


async def _run(
    connection: Connection,
    application: str,
    missing: Sequence[Migration],
    applied: Mapping[int, Record],
) -> None:
    async with connected(application, PLAIN) as second:
        if (await second.fetch(sql("migrate/applied.sql")))[0]["owner"]:
            message = (
                "The role of ZAIRYU_DATABASE_URL could act as the owner of the log. Name the "
                "application there, and the owner in ZAIRYU_OWNER_DATABASE_URL."
            )
            raise MigrationError(message)
        for m in missing:
            first_half, second_half = m.halves
            if m.number not in applied:
                async with connection.transaction():
                    if first_half:
                        await connection.execute(first_half)
                    await connection.execute(sql("migrate/record.sql"), m.number, m.name, m.digest)
            if second_half:
                async with second.transaction():
                    await second.execute(second_half)
                    await second.execute(sql("migrate/record_application.sql"), m.number)


async def _refuse_strangers(connection: Connection, ran: Sequence[Migration]) -> None:
    if found := await strangers(connection, made_by(m.text for m in ran)):
        message = f"{', '.join(found)}: find out why, and put it right"
        raise MigrationError(message)
