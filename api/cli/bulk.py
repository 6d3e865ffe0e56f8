"""`zairyu import`, `export`, `demo`: many residents at once."""

import os
import sys
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime
from pathlib import Path
from typing import IO, Self

import click
import msgspec
from msgspec.structs import replace

from adapters.clock import Clock
from adapters.exchange.exporting import export_file
from adapters.exchange.importing import RefusedLine
from adapters.exchange.restoring import AlreadyThereError, FaultyLineError, Stamps, import_as_recorded
from adapters.exchange.transfer import Imported, import_file
from adapters.exchange.whole_file.reading import UnusableZipError, WholeFile, is_zip, read_whole_file
from adapters.postgres.database import connected
from adapters.postgres.log import Unread, open_log
from adapters.private import open_private
from api.cli.demo.populating import RESIDENTS, last_day, populate
from api.cli.pasting import questions
from api.cli.run import Bar, Site, at_site, author, language, say, settings
from api.wording import refusal_detail, request_detail

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_CORES = os.cpu_count() or 1


@click.command("import")
@click.argument("file", type=_FILE)
@click.option("--check", is_flag=True, help="Write nothing; say every fault with its line.")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Where refused lines go; FILE.refused by default.",
)
@click.option(
    "--as-recorded",
    is_flag=True,
    help="Bring back an export, byte for byte, into an empty log; as the owner.",
)
@click.option(
    "--not-after",
    "latest",
    metavar="INSTANT",
    help="With --as-recorded: what a clock that was ahead stamped later counts as recorded at INSTANT.",
)
@click.option("--workers", default=_CORES, show_default=True, type=click.IntRange(1, 64))
def import_command(
    file: Path, report: Path | None, latest: str | None, workers: int, *, check: bool, as_recorded: bool
) -> None:
    """Record the events of FILE: JSON lines of `{"resident": KEY, "event": {…}}`, decided like any other.

    FILE may also be a resident's whole file, as the service hands it out in a zip.

    Running it again records nothing twice, so a run that broke off is taken up that way. Exit status 1 when
    a line was refused.
    """
    if as_recorded and (check or report is not None):
        message = "--as-recorded takes all lines or none: leave out --check and --report"
        raise click.UsageError(message)
    if latest is not None and not as_recorded:
        message = "--not-after goes with --as-recorded: give both, or neither"
        raise click.UsageError(message)
    whole = _whole_file(file) if is_zip(file) else None
    if as_recorded:
        _bring_back(whole.events if whole else file, Stamps(_instant(latest)))
    else:
        refused = report or file.with_name(f"{file.name}.refused")
        _record(file, whole.to_decide() if whole else file, refused, workers, check=check)


def _whole_file(file: Path) -> WholeFile:
    """Return a resident's whole file; a zip that is none ends the command with a sentence."""
    try:
        return read_whole_file(file)
    except UnusableZipError as error:
        message = (
            f"{file} cannot be read as a resident's whole file: {error}; nothing was taken:"
            " ask for it again where it comes from"
        )
        raise click.ClickException(message) from None


def _record(file: Path, source: Path | bytes, refused: Path, workers: int, *, check: bool) -> None:
    """Record the lines of a file or of the zip that it is; those that are refused go into another one."""
    if refused.exists() and refused.samefile(file):
        message = "the report would overwrite the file: give it another name with --report"
        raise click.UsageError(message)
    bar = Bar("importing")

    async def work(site: Site) -> Imported:
        with _Report(refused) as out:
            return await import_file(
                source, site.place, author("integrator"), today=Clock(site.settings.today).today(),
                check=check, report=out.add, workers=workers, progress=bar,
            )  # fmt: skip

    try:
        done = at_site(work)
    except BrokenProcessPool:
        message = "a process that records was ended; run it again, it goes on from here"
        raise click.ClickException(message) from None
    bar.end()
    mend = f"mend them in {file}, then import it again" if source is file else "decide on each by hand"
    _tell(done, mend, refused, check=check)


def _tell(done: Imported, mend: str, refused: Path, *, check: bool) -> None:
    """Print what became of the lines; the command fails when some were refused."""
    verb = "would be recorded" if check else "recorded"
    click.echo(
        f"{done.lines} lines: {done.recorded} {verb}, {done.already} there already, {done.refused} refused"
    )
    if done.refused:
        click.echo(f"refused lines, with the reason of each: {refused}; {mend}")
        raise SystemExit(1)


class _Report:
    """The file of refused lines; without a fault none is made, and an older one is left alone."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, fault: RefusedLine) -> None:
        """Write one fault, with a sentence."""
        if self._file is None:
            self._file = open_private(self._path, "wb")
        words = language()
        detail = request_detail(fault.detail, words) if fault.detail else refusal_detail(fault, words)
        self._file.write(msgspec.json.encode(replace(fault, detail=detail)) + b"\n")


def _instant(written: str | None) -> datetime | None:
    if written is None:
        return None
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or found > Clock().now():
        message = "--not-after takes a moment that has been, with its zone: 2026-04-06T09:00:00+09:00"
        raise click.UsageError(message)
    return found


def _bring_back(source: Path | bytes, stamps: Stamps) -> None:
    bar = Bar("importing")

    async def work(site: Site) -> int:
        async with connected(site.databases.owner) as owner:
            return await import_as_recorded(
                source, owner, site.keyring, shard=site.shard, progress=bar, stamps=stamps
            )

    try:
        done = at_site(work)
    except AlreadyThereError:
        message = (
            "the log holds other entries than the file begins with; nothing was changed: bring the file back"
            " into an empty database (another ZAIRYU_DATA, or ZAIRYU_DATABASE_URL)"
        )
        raise click.ClickException(message) from None
    except FaultyLineError as error:
        message = f"{error}; nothing from its page on was taken, run it again with the file mended"
        raise click.ClickException(message) from None
    bar.end()
    click.echo(f"{done} events brought back as recorded")
    if stamps.changed:
        click.echo(f"{stamps.changed} of the file set back in time, from line {stamps.first} on")


@click.command("export")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
def export_command(file: Path) -> None:
    """Write the whole log to FILE (`-`: standard output), as `import --as-recorded` reads it.

    An event that cannot be read is named and left out, with what follows it of its resident; then the exit
    status is 1.
    """
    bar = Bar("exporting")
    unread: list[Unread] = []

    async def work(site: Site) -> int:
        async with open_log(site.pool, site.keyring, shard=site.shard) as log:
            if str(file) == "-":
                return await export_file(log, sys.stdout.buffer, progress=bar, tell=unread.append)
            part = file.with_name(f"{file.name}.part")
            with open_private(part, "wb") as out:
                lines = await export_file(log, out, progress=bar, tell=unread.append)
            part.replace(file)  # an export that breaks off leaves an older one alone
            return lines

    lines = at_site(work)
    bar.end()
    for u in unread:
        say(f"{u.resident_id}\tversion {u.version}\tposition {u.position}\t{u.fault}: left out from here on")
    say(f"{lines} events exported")
    if unread:
        say(f"{len(unread)} residents cut short; zairyu verify says what was changed")
        raise SystemExit(1)


@click.command("demo")
@click.option("--residents", default=RESIDENTS, show_default=True, type=click.IntRange(1))
@click.option("--seed", default=1, show_default=True)
@click.option("--workers", default=_CORES, show_default=True, type=click.IntRange(1, 64))
def demo_command(residents: int, seed: int, workers: int) -> None:
    """Write invented lives into an empty log: for training, and to look around."""
    bar = Bar("writing")

    async def work(site: Site) -> int:
        return await populate(
            site.databases.owner, site.masters, shard=site.shard, residents=residents, seed=seed,
            today=last_day(site.settings.today),
            workers=workers, progress=bar,
        )  # fmt: skip

    try:
        events = at_site(work)
    except AlreadyThereError:
        message = (
            "the log is not empty: lives of past years cannot be recorded after others. To have them beside"
            " what is there: export ZAIRYU_DATA=~/zairyu-demo, then make demo and make run again"
        )
        raise click.ClickException(message) from None
    bar.end()
    click.echo(f"{events} events of {residents} invented residents")
    click.echo(questions(settings()))
