"""`zairyu session`: list and end what people have begun at the console."""

import click

from adapters.postgres.database import Pool
from adapters.postgres.sessions import Session, Sessions
from api.cli.run import with_pool


@click.group("session")
def session_command() -> None:
    """Who is signed in at the console."""


@session_command.command("list")
def list_() -> None:
    """List the sessions in force, the latest begun first."""

    async def work(pool: Pool) -> list[Session]:
        return await Sessions(pool).in_force()

    for session in with_pool(work):
        click.echo("\t".join(_columns(session)))


@session_command.command("revoke")
@click.argument("named", required=False, metavar="[ID|PERSON]")
@click.option("--all", "everybody", is_flag=True, help="Everybody's.")
def revoke(named: str | None, *, everybody: bool) -> None:
    """End a session by its id, or all of a person; the next page asks them to sign in again."""
    if everybody == (named is not None):
        message = "name a session or a person as `zairyu session list` shows them, or give --all"
        raise click.UsageError(message)

    async def work(pool: Pool) -> int:
        return await Sessions(pool).revoke(named)

    ended = with_pool(work)
    if not ended:
        message = "no session in force has this id or person: `zairyu session list` shows them all"
        raise click.ClickException(message)
    click.echo(f"{ended} ended")


def _columns(session: Session) -> tuple[str, ...]:
    token = "no token" if session.tail is None else f"token …{session.tail}"
    begun, used = f"begun {session.began_at:%Y-%m-%d %H:%M}", f"used {session.seen_at:%Y-%m-%d %H:%M}"
    return session.id, session.person, session.role, session.office, token, begun, used
