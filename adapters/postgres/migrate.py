"""Migrations: numbered SQL files, forward only, run by the owner under a lock, each in a transaction.

A file may hold several statements. It runs as the owner; what the application shall own is made after
`SET LOCAL ROLE zairyu_app`. A file that has run is never edited: its digest is kept and compared.
"""

import hashlib
from collections.abc import Sequence
from importlib.resources import files

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from msgspec import Struct

from adapters.postgres.statements import sql

OLDEST_SERVER = 150_000


class Migration(Struct, frozen=True):
    """One file: its number, its name, its text."""

    number: int
    name: str
    text: str

    @property
    def digest(self) -> bytes:
        """SHA-256 of the text."""
        return hashlib.sha256(self.text.encode()).digest()


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
    return hashlib.sha256(b"".join(m.digest for m in migrations())).hexdigest()[:12]


async def migrate(dsn: str) -> tuple[str, ...]:
    """Bring the database to the newest schema, as its owner. Returns the names of the migrations that ran.

    Raises MigrationError for a server that is too old, a migration edited after it ran, or a database newer
    than this program.
    """
    connection = await asyncpg.connect(dsn)
    try:
        if int(await connection.fetchval(sql("migrate", "server_version"))) < OLDEST_SERVER:
            message = "zairyu needs PostgreSQL 15 or newer"
            raise MigrationError(message)
        await connection.fetchval(sql("migrate", "lock"))
        await connection.execute(sql("migrate", "table"))
        return tuple([m.name for m in await _pending(connection) if await _run(connection, m)])
    finally:
        await connection.close()


async def pending(
    connection: "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]",
) -> Sequence[Migration]:
    """Return the migrations that the database lacks. Raises MigrationError."""
    if await connection.fetchval(sql("migrate", "exists")):
        return await _pending(connection)
    return migrations()


async def _pending(
    connection: "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]",
) -> Sequence[Migration]:
    applied = {r["number"]: r["digest"] for r in await connection.fetch(sql("migrate", "applied"))}
    known = {m.number: m for m in migrations()}
    edited = [m.name for m in known.values() if applied.get(m.number, m.digest) != m.digest]
    if edited:
        message = f"migrations were edited after they ran here: {', '.join(edited)}"
        raise MigrationError(message)
    if applied.keys() - known.keys():
        message = "the database was migrated by a newer zairyu"
        raise MigrationError(message)
    return [m for m in known.values() if m.number not in applied]


async def _run(connection: "asyncpg.Connection[asyncpg.Record]", migration: Migration) -> bool:
    async with connection.transaction():
        await connection.execute(migration.text)
        await connection.execute(sql("migrate", "reset_role"))
        await connection.execute(sql("migrate", "record"), migration.number, migration.name, migration.digest)
    return True
