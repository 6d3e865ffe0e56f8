"""`zairyu notices`: what offices are to be told."""

from datetime import datetime

import click

from adapters.clock import Clock
from adapters.postgres.log import open_log
from adapters.postgres.made_by import projection_version
from adapters.postgres.telling import Teller
from api.cli.run import Site, at_site
from projections.notices import stage_name


@click.command("notices")
@click.option("--dry-run", is_flag=True, help="Show what would be told, and write nothing.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day, with --dry-run; by default today.")
def notices_command(*, dry_run: bool, on: datetime | None) -> None:
    """Tell offices what there is to tell by today, if no server does, or show it.

    The rows of the lists are as they are: `zairyu project` or `zairyu rebuild` keeps them level with the log.
    """
    if on is not None and not dry_run:
        message = "--on goes with --dry-run: what is written is written for today"
        raise click.UsageError(message)

    async def work(site: Site) -> None:
        clock = Clock(site.settings.today)
        async with open_log(site.pool, site.keyring, shard=site.shard) as log:
            made_by = projection_version(site.settings.policy)
            teller = Teller(site.pool, log, clock, site.settings.telling, made_by)
            if not dry_run:
                await teller.catch_up()
                click.echo(f"{teller.raised} raised, {teller.withdrawn} withdrawn")
                return
            day = clock.today() if on is None else on.date()
            for resident_id, step in await teller.dry_run(day):
                notice = step.notice
                click.echo(
                    f"{resident_id}\t{notice.rule}\t{notice.due_on}\t{stage_name(notice.stage)}\t"
                    f"{step.state}\t{step.reason or ''}"
                )

    at_site(work)
