"""The database of the settings: where it is, its pools, and whether its role is as weak as it must be."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import asyncpg
from msgspec import Struct

from adapters.embedded import embedded
from adapters.keys import Keyring
from adapters.postgres.migrate import MigrationError, pending
from adapters.postgres.statements import sql
from adapters.settings import Settings

SERVER_SETTINGS = {
    "application_name": "zairyu",
    "timezone": "UTC",
    "jit": "off",
    "statement_timeout": "60s",
    "lock_timeout": "20s",
    "idle_in_transaction_session_timeout": "60s",
    "citus.override_table_visibility": "off",
}
"""The last spares a cluster's catalogue an expensive filter; plain PostgreSQL takes it as a placeholder."""

CONNECT_SECONDS = 10.0
ACQUIRE_SECONDS = 10.0
CALL_SECONDS = 90.0


class RoleError(RuntimeError):
    """The application's role could change or delete events; the message says what to do."""


class Databases(Struct, frozen=True, kw_only=True):
    """The DSNs of one run: what the application connects with, and what migrations do."""

    application: str
    owner: str


@contextmanager
def databases(settings: Settings) -> Iterator[Databases]:
    """Give the DSNs of the settings; without a DSN, run the embedded server as long as the context lasts.

    Raises EmbeddedError.
    """
    if settings.database_url:
        owner = settings.owner_database_url or settings.database_url
        yield Databases(application=settings.database_url, owner=owner)
        return
    with embedded(settings.data, bindir=settings.pg_bindir) as server:
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
) -> "asyncpg.Pool[asyncpg.Record]":
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
    return await pool


async def check(
    pool: "asyncpg.Pool[asyncpg.Record]", keyring: Keyring | None = None, *, shard: int = 0
) -> None:
    """Return when this program may serve from this database.

    Raises MigrationError when the schema is not this program's, RoleError when the role of the pool could
    change or delete events, KeyUnavailableError when data keys are wrapped by a master key that the keyring
    lacks.
    """
    async with pool.acquire() as connection:
        missing = await pending(connection)
        if missing:
            message = f"the database lacks migrations from {missing[0].name} on: run `zairyu migrate`"
            raise MigrationError(message)
        if await connection.fetchval(sql("log", "role_is_too_strong")):
            message = (
                "The role of ZAIRYU_DATABASE_URL could change or delete events. Use a login role that is a "
                "member of zairyu_app and nothing else, and ZAIRYU_OWNER_DATABASE_URL for the owner."
            )
            raise RoleError(message)
        if keyring is not None:
            keyring.require([row["master"] for row in await connection.fetch(sql("keys", "masters"), shard)])
