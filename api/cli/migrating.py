"""`zairyu migrate`."""

import click

from adapters.postgres.migrate import migrate
from api.cli.run import database, looping, settings


@click.command("migrate")
def migrate_command() -> None:
    """Bring the database to the newest schema, as its owner (ZAIRYU_OWNER_DATABASE_URL)."""
    with database(settings()) as found:
        ran = looping(lambda: migrate(found.owner, found.application))
    for name in ran:
        click.echo(f"ran {name}")
    if not ran:
        click.echo("nothing to do")
