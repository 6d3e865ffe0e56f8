"""Databases for tests: a migrated template, clones of it, and their end."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from uuid import uuid4

import asyncpg

from adapters.embedded import Embedded
from adapters.postmaster import process_exists

OLD_TEMPLATES = "SELECT datname FROM pg_database WHERE datname ~ '^template_' ORDER BY oid DESC OFFSET 8"


@asynccontextmanager
async def administrator(server: Embedded) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """Connect as the superuser, to no test's database."""
    connection = await asyncpg.connect(server.dsn("postgres", "postgres"))
    try:
        yield connection
    finally:
        await connection.close()


async def create_template(
    server: Embedded, name: str, migrate: Callable[[str, str], Awaitable[object]]
) -> None:
    """Make the migrated database of this name unless it is there; one process at a time."""
    async with administrator(server) as connection:
        await connection.fetchval("SELECT pg_advisory_lock(1)")
        if await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", name):
            return
        draft = f"draft_{os.getpid()}_{uuid4().hex[:8]}"
        await connection.execute(f'CREATE DATABASE "{draft}" OWNER zairyu_owner')
        await migrate(server.dsn("zairyu_owner", draft), server.dsn("zairyu_app", draft))
        await connection.execute(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')


async def create_clone(server: Embedded, template: str) -> str:
    """Clone the template; the name carries this process, so that orphans can be told."""
    name = f"test_{os.getpid()}_{uuid4().hex[:8]}"
    async with administrator(server) as connection:
        await connection.execute(
            f'CREATE DATABASE "{name}" TEMPLATE "{template}" OWNER zairyu_owner STRATEGY file_copy'
        )
    return name


async def drop(server: Embedded, name: str) -> None:
    """Drop the database, whoever is still connected."""
    async with administrator(server) as connection:
        await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


async def drop_orphans(server: Embedded) -> None:
    """Drop what is left over: clones of processes that are gone, templates of schemas long past."""
    async with administrator(server) as connection:
        rows = await connection.fetch(
            "SELECT datname FROM pg_database WHERE datname ~ '^(test|draft)_[0-9]+_'"
        )
        for row in rows:
            if not process_exists(int(row["datname"].split("_")[1])):
                with suppress(asyncpg.PostgresError):
                    await connection.execute(f'DROP DATABASE IF EXISTS "{row["datname"]}" WITH (FORCE)')
        for row in await connection.fetch(OLD_TEMPLATES):
            with suppress(asyncpg.PostgresError):
                await connection.execute(f'DROP DATABASE IF EXISTS "{row["datname"]}"')
