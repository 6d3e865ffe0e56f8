"""The database of the settings: where it is, its pools, and whether its role is as weak as it must be."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import asyncpg
from msgspec import Struct

from adapters.embedded import Tell, embedded
from adapters.keys import Keyring
from adapters.postgres.catalogue import broken_promises, made_by, strangers
from adapters.postgres.migrate import MigrationError, migrations, missing_tables, pending
from adapters.postgres.statements import sql
from adapters.settings import Settings

SERVER_SETTINGS = {
    "application_name": "zairyu",
    "timezone": "UTC",
    "jit": "off",
    "statement_timeout": "60s",
    "lock_timeout": "20s",
    "idle_in_transaction_session_timeout": "60s",
    "search_path": "lists",
    "citus.override_table_visibility": "off",
}
"""Statements name the tables of the lists without a schema. The last setting spares a cluster's catalogue an
expensive filter; plain PostgreSQL takes it as a placeholder."""

CONNECT_SECONDS = 10.0
ACQUIRE_SECONDS = 10.0
CALL_SECONDS = 90.0


class RoleError(RuntimeError):
    """Role or database are not as the manual promises; the message names each thing that is not."""


class Databases(Struct, frozen=True, kw_only=True):
    """The DSNs of one run: what the application connects with, and what migrations do."""

    application: str
    owner: str


@contextmanager
def databases(settings: Settings, *, tell: Tell) -> Iterator[Databases]:
    """Give the DSNs of the settings; without a DSN, run the embedded server as long as the context lasts.

    `tell` hears what that server is waited for. Raises EmbeddedError.
    """
    if settings.database_url:
        owner = settings.owner_database_url or settings.database_url
        yield Databases(application=settings.database_url, owner=owner)
        return
    with embedded(settings.data, bindir=settings.pg_bindir, tell=tell) as server:
        yield Databases(application=server.application, owner=server.owner)


class Connection(asyncpg.Connection):
    """A connection without the round trip that clears session state after each use: nobody here leaves any.

    Locks are taken for a transaction, or given back by who took them.
    """

    def get_reset_query(self) -> str:
        """Return no statement."""
        return ""


class Pool(asyncpg.Pool):
    """A pool in which nobody waits for ever: while all connections are taken, it raises TimeoutError."""

    def acquire(self, *, timeout: float | None = None) -> Any:
        """Take a connection, waiting at most `timeout` seconds, ten without one."""
        return super().acquire(timeout=ACQUIRE_SECONDS if timeout is None else timeout)


async def open_pool(
    dsn: str, *, size: int = 8, smallest: int = 1, settings: Mapping[str, str] | None = None
) -> Pool:
    """Open a pool of connections; the caller closes it. `settings` go over those of every connection here."""
    pool = Pool(
        dsn,
        connection_class=Connection,
        record_class=asyncpg.Record,
        min_size=min(smallest, size),
        max_size=size,
        max_queries=50_000,
        max_inactive_connection_lifetime=0,
        connect=None,
        setup=None,
        init=None,
        reset=None,
        loop=None,
        timeout=CONNECT_SECONDS,
        command_timeout=CALL_SECONDS,
        server_settings={**SERVER_SETTINGS, **(settings or {})},
    )
    await pool
    return pool


@asynccontextmanager
async def connected(dsn: str) -> "AsyncIterator[asyncpg.Connection[asyncpg.Record]]":
    """Give a connection of its own, for work that only the owner may do."""
    connection = await asyncpg.connect(dsn)
    try:
        yield connection
    finally:
        await connection.close()


async def check(
    pool: "asyncpg.Pool[asyncpg.Record]", keyring: Keyring | None = None, *, shard: int = 0
) -> None:
    """Return when this program may serve from this database.

    Raises MigrationError when the schema is not this program's, RoleError when role or database are not as
    the manual promises, KeyUnavailableError when data keys are wrapped by a master key that the keyring
    lacks.
    """
    await check_schema(pool)
    if found := await weaknesses(pool):
        message = (
            f"zairyu does not serve from this database: {'; '.join(found)}. ZAIRYU_DATABASE_URL must name a "
            "login role that is zairyu_app or a member of it and nothing else, ZAIRYU_OWNER_DATABASE_URL the "
            "owner."
        )
        raise RoleError(message)
    if keyring is not None:
        keyring.require([row["master"] for row in await pool.fetch(sql("keys/masters.sql"), shard)])


async def check_schema(pool: "asyncpg.Pool[asyncpg.Record]") -> None:
    """Return when every migration ran. Raises MigrationError."""
    async with pool.acquire() as connection:
        if lacking := await pending(connection):
            message = f"the database lacks migrations from {lacking[0].name} on: run `zairyu migrate`"
            raise MigrationError(message)
        if gone := await missing_tables(connection):
            message = f"tables are missing ({', '.join(gone)}): run `zairyu migrate`, then `zairyu rebuild`"
            raise MigrationError(message)


async def weaknesses(pool: "asyncpg.Pool[asyncpg.Record]") -> list[str]:
    """Return a sentence for each thing by which role or database are weaker than the manual promises."""
    async with pool.acquire() as connection:
        foreign = await strangers(connection, made_by(m.text for m in migrations()))
        return [*await broken_promises(connection), *foreign]
