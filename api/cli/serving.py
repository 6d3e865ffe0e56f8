"""`zairyu serve`."""

import multiprocessing
import os
import signal
import socket
import sys
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from datetime import timedelta
from importlib import import_module
from multiprocessing.context import SpawnProcess
from threading import Thread
from typing import Final

import click
import msgspec

from adapters.clock import Clock
from adapters.exchange.restoring import AlreadyThereError
from adapters.loopback import is_loopback
from adapters.postgres.database import Databases, open_pool
from adapters.postgres.tokens import Tokens
from adapters.settings import Settings, unreadable
from adapters.workers import live_with_the_parent
from api.cli.demo.populating import RESIDENTS, last_day, populate
from api.cli.listening import CannotListenError, listen
from api.cli.pasting import addresses, first_commands
from api.cli.run import Site, database, looping, migrate_own, on_site, settings, unusable
from api.settings import WebSettings, address_of, web_settings
from api.shared import Shared, shared_folder

FIRST_TOKEN_DAYS: Final = 30


@click.command("serve")
@click.option("--demo", is_flag=True, help="Begin with invented residents where nothing is recorded yet.")
def serve_command(*, demo: bool) -> None:
    """Serve API and console; without ZAIRYU_DATABASE_URL on a PostgreSQL of its own. Ctrl-C ends both."""
    chosen = settings()
    try:
        web = web_settings(os.environ)
    except msgspec.ValidationError as error:
        raise click.ClickException(str(unreadable(error))) from None
    importing = Thread(target=_prepare, name="import")
    importing.start()
    try:
        listening = listen(chosen)
    except CannotListenError as error:
        raise click.ClickException(str(error)) from None

    def tell(sentence: str) -> None:
        importing.join()
        import_module("api.logs").log.warning(sentence)

    with listening, database(chosen, tell=tell) as found:
        looping(lambda: on_site(chosen, found, _invent_residents) if demo else migrate_own(chosen, found))
        importing.join()
        address = address_of(*listening.getsockname()[:2])
        token = looping(lambda: _token(found, chosen))
        text = f"{addresses(address, token, chosen)}\n\n{first_commands(address, token, chosen)}"
        if chosen.workers == 1:
            _serve(found.application, chosen, web, listening, text)
        else:
            _serve_in_processes(found.application, chosen, web, listening, text)
    click.echo("ended")


def _prepare() -> None:
    """Import what serves, beside the start of the database, and let this process's log be written."""
    import_module("api.serving")
    import_module("api.logs").configure()


async def _invent_residents(site: Site) -> None:
    """Write the demonstration's residents into an empty log; leave alone what is there."""
    with suppress(AlreadyThereError):
        await populate(
            site.databases.owner, site.masters, shard=site.shard, residents=RESIDENTS, seed=1,
            today=last_day(site.settings.today),
        )  # fmt: skip


async def _token(found: Databases, chosen: Settings) -> str | None:
    """Return a token to show: the development token, or a first one when there is none; None otherwise.

    On loopback, over the embedded server, the first one may do everything for thirty days; the next start
    after them makes another. Elsewhere nobody but `zairyu token create` makes one.
    """
    if not is_loopback(chosen.host):
        return None
    if chosen.token:
        return chosen.token
    if chosen.database_url is not None:
        return None
    async with await open_pool(found.application, size=2) as pool:
        tokens = Tokens(pool)
        if await tokens.any_in_force():
            return None
        ends = Clock().now() + timedelta(days=FIRST_TOKEN_DAYS)
        return await tokens.create(person="first", role="development", office="development", expires_at=ends)


def _serve(
    dsn: str,
    chosen: Settings,
    web: WebSettings,
    listening: socket.socket,
    text: str | None,
    *,
    ending: Sequence[signal.Signals] = (signal.SIGINT, signal.SIGTERM),
    shared: Shared | None = None,
) -> None:
    from api.serving import serve  # noqa: PLC0415 imported while the database starts

    async def started() -> None:
        if shared is not None:
            shared.note_served()
        if text is not None:
            click.echo(text)

    looping(lambda: serve(dsn, chosen, web, listening, started, ending=ending, shared=shared))


def _worker(
    dsn: str,
    chosen: Settings,
    web: WebSettings,
    listening: socket.socket,
    text: str | None,
    shared: Shared,
) -> None:
    live_with_the_parent()
    _prepare()
    try:
        with unusable(chosen):
            _serve(dsn, chosen, web, listening, text, ending=(signal.SIGTERM,), shared=shared)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)


def _serve_in_processes(
    dsn: str, chosen: Settings, web: WebSettings, listening: socket.socket, text: str
) -> None:
    """Serve from several processes on one socket; the first says what is said at start."""
    from api.cli.processes import CannotServeError, serve_in_processes  # noqa: PLC0415 as for one process

    spawning = multiprocessing.get_context("spawn")
    said: list[str | None] = [text]

    def start(shared: Shared) -> SpawnProcess:
        given = (dsn, chosen, web, listening, said.pop() if said else None, shared)
        process = spawning.Process(target=_worker, args=given)
        process.start()
        return process

    with ExitStack() as stack:
        try:
            folder = stack.enter_context(shared_folder())
        except OSError as error:
            message = f"no folder for what the processes share: {error}. Set TMPDIR, or ZAIRYU_WORKERS=1."
            raise click.ClickException(message) from None
        try:
            serve_in_processes(chosen.workers, folder, start)
        except CannotServeError:
            sys.exit(1)
