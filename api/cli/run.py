"""What commands share: settings, the database, an event loop, sentences instead of tracebacks."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import asyncpg
import click
import msgspec

from adapters.postgres.database import Databases, databases, open_pool
from adapters.settings import Settings, SettingError, from_environment

T = TypeVar("T")


def settings() -> Settings:
    """Return the settings; ends the command with a sentence when one cannot be read."""
    try:
        return from_environment()
    except SettingError as error:
        raise click.ClickException(str(error)) from None


@contextmanager
def database(chosen: Settings) -> Iterator[Databases]:
    """Give the database of the settings; what goes wrong becomes a sentence and exit status 1."""
    try:
        with databases(chosen) as found:
            yield found
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        message = f"The database cannot be used: {type(error).__name__}: {error}"
        raise click.ClickException(message) from None
    except (RuntimeError, msgspec.ValidationError) as error:
        raise click.ClickException(str(error)) from None


def looping(work: Callable[[], Awaitable[T]]) -> T:
    """Run a coroutine to its end, on uvloop where there is one."""
    factory = None
    if sys.platform != "win32":
        import uvloop  # noqa: PLC0415 not on every platform

        factory = uvloop.new_event_loop
    with asyncio.Runner(loop_factory=factory) as runner:
        return runner.run(_awaited(work))


async def _awaited(work: Callable[[], Awaitable[T]]) -> T:
    return await work()


def with_pool(work: "Callable[[asyncpg.Pool[asyncpg.Record]], Awaitable[T]]") -> T:
    """Run something over the application's pool, on a database that is migrated when it is our own."""
    chosen = settings()
    with database(chosen) as found:

        async def inner() -> T:
            await migrate_own(chosen, found)
            async with await open_pool(found.application, size=chosen.pool_size) as pool:
                return await work(pool)

        return looping(inner)


async def migrate_own(chosen: Settings, found: Databases) -> None:
    """Migrate the embedded server's database; a database given by DSN is migrated by `zairyu migrate` alone."""
    if chosen.database_url is None:
        from adapters.postgres.migrate import migrate  # noqa: PLC0415

        await migrate(found.owner)


def on_terminal() -> bool:
    """Return whether a person watches."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
