"""`zairyu project`, `zairyu rebuild`: the rows that lists are read from."""

import asyncio
import signal
from concurrent.futures.process import BrokenProcessPool
from typing import Final

import click

from adapters.clock import Clock
from adapters.collector import spare_the_collector
from adapters.postgres.apart import Apart
from adapters.postgres.log import open_log
from adapters.postgres.made_by import projection_version
from adapters.postgres.projector import Projector, SetAside
from adapters.postgres.rows.folding import OvertakenError
from adapters.postgres.rows.rebuild import NAMES, ListsInUseError, MismatchError, RebuildBusyError, rebuild
from adapters.postgres.telling import Teller
from adapters.streams import REMEMBERED
from api.cli.run import Bar, Site, at_site
from api.logs import configure

_SENTENCES: Final[dict[type[Exception], str]] = {
    RebuildBusyError: "another rebuild is under way: wait until it ends; what it makes is for all",
    OvertakenError: "another rebuild has been at work in the meantime; run it again, it goes on from here",
    BrokenProcessPool: "a process that folds was ended; run it again, it goes on from here",
    MismatchError: "the new rows of resident {} differ from the live fold; nothing was switched, and they "
    "were thrown away: the next run makes all rows anew",
    ListsInUseError: "somebody held the lists all the while (a backup, a long transaction); nothing was "
    "switched: run it again, it goes on from here",
}
"""What is said when a rebuild ends without a switch."""


@click.command("project")
@click.option("--stuck", is_flag=True, help="List the residents set aside, and why; then end.")
def project_command(*, stuck: bool) -> None:
    """Keep the rows of lists level with the log, and tell offices; of several processes one works."""
    if not stuck:
        configure()
        at_site(_project)
        return
    for found in at_site(_stuck):
        click.echo(
            f"{found.resident_id}\tversion {found.version}\t{found.fault}\tsince {found.since:%Y-%m-%d %H:%M}"
        )


@click.command("rebuild")
@click.argument("name", default="all", type=click.Choice(NAMES))
@click.option(
    "--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes that fold."
)
def rebuild_command(name: str, workers: int) -> None:
    """Make the rows of lists anew beside the ones in use, compare a sample, and switch; writes go on.

    All lists come from one fold and are rebuilt together, whichever NAME is given. A run that broke off is
    taken up by running it again.
    """
    del name
    bar = Bar("rebuilding")

    async def work(site: Site) -> None:
        done = await rebuild(site.place, workers=workers, progress=bar.named)
        bar.end()
        click.echo(f"{done.residents} residents, {done.events} events, level with position {done.position}")
        if done.stuck:
            click.echo(f"{done.stuck} residents set aside: zairyu project --stuck")

    try:
        at_site(work)
    except tuple(_SENTENCES) as error:
        raise click.ClickException(_SENTENCES[type(error)].format(error)) from None


async def _project(site: Site) -> None:
    async with open_log(site.pool, site.keyring, shard=site.shard, remembered=REMEMBERED) as log:
        task = asyncio.current_task()
        assert task is not None
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, task.cancel)
        spare_the_collector()
        apart = Apart(site.pool, site.place)
        made_by = projection_version(site.settings.policy)
        teller = Teller(site.pool, log, Clock(site.settings.today), site.settings.telling, made_by)
        projector = Projector(site.pool, log, site.settings.policy, apart=apart, notices=teller)
        await projector.tell_outdated()
        click.echo("projecting")
        try:
            await projector.run()
        except asyncio.CancelledError:
            task.uncancel()
    click.echo("ended")


async def _stuck(site: Site) -> list[SetAside]:
    async with open_log(site.pool, site.keyring, shard=site.shard) as log:
        return await Projector(site.pool, log, site.settings.policy).stuck()
