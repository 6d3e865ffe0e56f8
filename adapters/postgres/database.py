"""The database of the settings: where it is, and the connections to it."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from msgspec import Struct

from adapters.embedded import Tell, embedded
from adapters.settings import Settings

Record = asyncpg.Record
if TYPE_CHECKING:
    Pool = asyncpg.Pool[asyncpg.Record]
    Connection = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]
else:
    Pool, Connection = asyncpg.Pool, asyncpg.Connection | PoolConnectionProxy

SERVER_SETTINGS = {
    "application_name": "zairyu",
    "timezone": "UTC",
    "jit": "off",
    "statement_timeout": "60s",
    "lock_timeout": "20s",
    "idle_in_transaction_session_timeout": "60s",
    "search_path": "lists, pg_temp",
    "citus.override_table_visibility": "off",
}
"""Statements name the tables of the lists without a schema; no temporary table comes before them. The last
setting spares a cluster's catalogue an expensive filter; plain PostgreSQL takes it as a placeholder."""

CONNECT_SECONDS = 10.0
ACQUIRE_SECONDS = 10.0
CALL_SECONDS = 90.0


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


class _Connection(asyncpg.Connection):
    """A connection without the round trip that clears session state after each use: nobody here leaves any.

    Locks are taken for a transaction, or given back by who took them.
    """

    def get_reset_query(self) -> str:
        """Return no statement."""
        return ""


class _Pool(asyncpg.Pool):
    """A pool in which nobody waits for ever: while all connections are taken, it raises TimeoutError."""

    def acquire(self, *, timeout: float | None = None) -> Any:
        """Take a connection, waiting at most `timeout` seconds, ten without one."""
        return super().acquire(timeout=ACQUIRE_SECONDS if timeout is None else timeout)


async def open_pool(
    dsn: str, *, size: int = 8, smallest: int = 1, settings: Mapping[str, str] | None = None
) -> Pool:
    """Open a pool of connections; the caller closes it. `settings` go over those of every connection here."""
    pool = _Pool(
        dsn,
        connection_class=_Connection,
        record_class=Record,
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
    return await pool


@asynccontextmanager
async def connected(dsn: str, settings: Mapping[str, str] | None = None) -> AsyncIterator[Connection]:
    """Give a connection of its own: for work that only the owner may do, or that takes long."""
    connection = await asyncpg.connect(dsn, server_settings=dict(settings or {}))
    try:
        yield connection
    finally:
        await connection.close()
