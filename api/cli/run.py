"""What commands share: settings, the database, an event loop, sentences instead of tracebacks."""

import asyncio
import getpass
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from typing import Final, TypeVar

import click
from msgspec import Struct

from adapters.embedded import EmbeddedError, Tell
from adapters.keys import Keyring, KeyUnavailableError, MasterKey, keyring, master_keys
from adapters.ports import Author
from adapters.postgres.database import Databases, Pool, databases, open_pool
from adapters.postgres.errors import FAILED
from adapters.postgres.fitness import RoleError, check, check_schema
from adapters.postgres.log import THE_ONLY_SHARD
from adapters.postgres.migrate import MigrationError, migrate
from adapters.postgres.rows.folding import Place
from adapters.settings import SettingError, Settings, from_environment

T = TypeVar("T")
_QUIET_SECONDS: Final = 2.0
_REDRAW_SECONDS: Final = 0.2
_WIDTH: Final = 30
_TO_END: Final = "\x1b[K"
"""Clears what a longer line before left."""


def settings() -> Settings:
    """Return the settings; ends the command with a sentence when one cannot be read."""
    try:
        return from_environment()
    except SettingError as error:
        raise click.ClickException(str(error)) from None


def say(sentence: str) -> None:
    """Say something beside what the command prints."""
    click.echo(sentence, err=True)


@contextmanager
def database(chosen: Settings, *, tell: Tell = say) -> Iterator[Databases]:
    """Give the database of the settings; what goes wrong becomes a sentence and exit status 1.

    `tell` hears what is waited for, once that takes two seconds.
    """
    with unusable(chosen), databases(chosen, tell=tell) as found:
        yield found


@contextmanager
def unusable(chosen: Settings) -> Iterator[None]:
    """Make a sentence of whatever keeps a database from being used, and exit status 1."""
    try:
        yield
    except (EmbeddedError, KeyUnavailableError, MigrationError, RoleError) as error:
        raise click.ClickException(str(error)) from None
    except FAILED as error:
        where = (
            "its log is in ZAIRYU_DATA: see there, then run this again"
            if chosen.database_url is None
            else "see that it runs, and that ZAIRYU_DATABASE_URL names it"
        )
        said = str(error) or "it does not answer"
        message = f"The database cannot be used: {type(error).__name__}: {said}; {where}"
        raise click.ClickException(message) from None


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


def with_pool(work: Callable[[Pool], Awaitable[T]]) -> T:
    """Run something over the application's pool, on a database that is migrated when it is our own."""
    return at_site(lambda site: work(site.pool))


class Site(Struct, frozen=True, kw_only=True):
    """A database that this program fits, and a pool of connections to it."""

    settings: Settings
    databases: Databases
    pool: Pool
    shard: int

    @property
    def keyring(self) -> Keyring:
        """The keyring of the settings."""
        return keyring(self.settings)

    @property
    def masters(self) -> tuple[MasterKey, ...]:
        """The master keys of the settings, for processes of their own."""
        return master_keys(self.settings)

    @property
    def place(self) -> Place:
        """Where processes of their own fold."""
        return Place(
            dsn=self.databases.application,
            masters=self.masters,
            policy=self.settings.policy,
            shard=self.shard,
        )


def at_site(work: Callable[[Site], Awaitable[T]], *, checked: bool = True) -> T:
    """Run something on the database of the settings; a sentence ends the command when that cannot be used.

    Unless `checked`, only the schema must be this program's, not role and database as the manual promises.
    """
    chosen = settings()
    with database(chosen) as found:
        return looping(lambda: on_site(chosen, found, work, checked=checked))


async def on_site(
    chosen: Settings, found: Databases, work: Callable[[Site], Awaitable[T]], *, checked: bool = True
) -> T:
    """Run something on a database that is running; as `at_site`, but what goes wrong is raised."""
    _end_as_by_ctrl_c()
    await migrate_own(chosen, found)
    waiting = asyncio.get_running_loop().call_later(
        _QUIET_SECONDS, say, "Waiting for the database to answer."
    )
    async with await open_pool(found.application, size=chosen.pool_size) as pool:
        await (check if checked else check_schema)(pool)
        waiting.cancel()
        return await work(Site(settings=chosen, databases=found, pool=pool, shard=THE_ONLY_SHARD))


def _end_as_by_ctrl_c() -> None:
    """Let SIGTERM cancel what runs; only a main thread hears of signals."""
    if current_thread() is main_thread():
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, _interrupt)


def _interrupt() -> None:
    """Do what Ctrl-C does, where that is ignored too: under `nohup`, or in the background of a script."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.raise_signal(signal.SIGINT)


async def migrate_own(chosen: Settings, found: Databases) -> None:
    """Migrate the embedded server's database; one given by DSN is migrated by `zairyu migrate` alone."""
    if chosen.database_url is None:
        await migrate(found.owner, found.application)


def author(role: str) -> Author:
    """Return who works on this command line, as the log keeps it."""
    return Author(person=getpass.getuser(), role=role, office="command-line")


def language() -> str:
    """Return `ja` where this terminal's language is Japanese (LC_ALL, LC_MESSAGES, LANG), else `en`."""
    chosen = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "ja" if chosen.startswith("ja") else "en"


class Bar:
    """A progress bar on a terminal, once something takes longer than two seconds."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._made = self._begun = time.monotonic()
        self._first = 0
        self._shown = 0.0
        self._watched = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    def __call__(self, done: int, total: int) -> None:
        """Show how far it is."""
        now = time.monotonic()
        if not self._watched or now - self._made < _QUIET_SECONDS or now - self._shown < _REDRAW_SECONDS:
            return
        self._shown = now
        share = done / total if total else 1.0
        filled = "#" * round(share * _WIDTH)
        done_here, seconds = done - self._first, now - self._begun
        left = f"{seconds * (total - done) / done_here:5.0f} s left " if done_here > 0 else ""
        click.echo(f"\r{self._what} [{filled:<{_WIDTH}}] {share:4.0%} {left}{_TO_END}", nl=False, err=True)

    def named(self, what: str, done: int, total: int) -> None:
        """Show how far a named stage is; its own pace says what is left of it."""
        if what != self._what:
            self._what, self._begun, self._first = what, time.monotonic(), done
        self(done, total)

    def end(self) -> None:
        """Leave the line."""
        if self._shown:
            click.echo(err=True)
