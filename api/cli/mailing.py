"""`zairyu digest`: each office's digest of the day by mail."""

import os
from datetime import date, datetime
from typing import get_args

import click
import msgspec

from adapters.exchange.languages import MailLanguage
from adapters.exchange.mail.digests import first_open_day_of_week, missed_days
from adapters.postgres.apart import Apart
from adapters.postgres.log import open_log
from adapters.postgres.mail import MailBook
from api.cli.run import Site, at_site
from api.digest import DigestMaker
from api.scope import is_office
from api.services import Services
from api.serving import console_address, mailing, services_over
from api.settings import WebSettings, web_settings


@click.command("digest")
@click.option("--dry-run", is_flag=True, help="Show the mail of an office, and send nothing.")
@click.option("--office", help="Whose mail, with --dry-run: the code of a municipality, or a bureau's.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day, with --dry-run; by default today.")
@click.option(
    "--language", type=click.Choice(get_args(MailLanguage)), help="With --dry-run; else the office's."
)
def digest_command(
    *, dry_run: bool, office: str | None, on: datetime | None, language: MailLanguage | None
) -> None:
    """Send offices the digests of today that are due, if no server does, or show the one of an office.

    The rows of the lists are as they are: `zairyu project` or `zairyu rebuild` keeps them level with the log.
    """
    if not dry_run and (office, on, language) != (None, None, None):
        message = "--office, --on and --language go with --dry-run: without it, all that is due today is sent"
        raise click.UsageError(message)
    if dry_run and (office is None or not is_office(office)):
        message = "--dry-run takes --office with the code of a municipality or ward (01101), or of a bureau"
        raise click.UsageError(message)

    async def work(site: Site) -> None:
        web = _web()
        async with open_log(site.pool, site.keyring, shard=site.shard) as log:
            services = services_over(site.pool, log, site.settings, web, Apart(site.pool, site.place))
            if office is None:
                await _send(services, site, web)
                return
            day = services.clock.today() if on is None else on.date()
            maker = DigestMaker(services, console_address(site.settings, web))
            await _show(maker, services.mail, office, day, language)

    at_site(work)


def _web() -> WebSettings:
    try:
        return web_settings(os.environ)
    except msgspec.ValidationError as error:
        raise click.ClickException(str(error)) from None


async def _send(services: Services, site: Site, web: WebSettings) -> None:
    sending = mailing(services, site.settings, web)
    if sending is None:
        message = "no mail server is set: ZAIRYU_SMTP_URL"
        raise click.ClickException(message)
    await sending.step()
    click.echo(f"{sending.sent} sent, {sending.failed} not taken")


async def _show(
    maker: DigestMaker, book: MailBook, office: str, day: date, language: MailLanguage | None
) -> None:
    """Print the mail of an office as it would be sent, and to whom."""
    found = next((each for each in await book.recipients() if each.office == office), None)
    missed = () if found is None else missed_days(await book.told(day), office, found.since, day)
    chosen = language or (found.language if found else "ja")
    digest = await maker.make(office, day, chosen, missed)
    click.echo(f"To: {', '.join(found.addresses) if found else 'nobody: no recipients are set'}")
    click.echo(f"Subject: {digest.subject}\n\n{digest.text}", nl=False)
    if not digest.tells and not missed and not first_open_day_of_week(office, day):
        click.echo("There is nothing to tell: on this day no mail is sent.", err=True)
