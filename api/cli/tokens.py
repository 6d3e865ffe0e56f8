"""`zairyu token`: make, list and revoke API tokens."""

import re
from datetime import timedelta
from typing import Final

import click

from adapters.clock import Clock
from adapters.postgres.database import Pool
from adapters.postgres.tokens import Token, Tokens
from api.cli.run import with_pool
from api.roles import ROLES
from api.scope import is_office
from domain.reach import BUREAU_PREFECTURES

_UNITS: Final = {"h": "hours", "d": "days", "w": "weeks"}


def office(_: click.Context, __: click.Parameter, value: str) -> str:
    """Return an office; raises BadParameter for what is none."""
    if is_office(value):
        return value
    bureaus = ", ".join(BUREAU_PREFECTURES)
    message = f"an office is the code of a municipality or ward (01101), or one of {bureaus}"
    raise click.BadParameter(message)


def span(_: click.Context, __: click.Parameter, value: str | None) -> timedelta | None:
    """Return a length of time: 12h, 30d, 4w."""
    if value is None:
        return None
    match = re.fullmatch(r"([1-9][0-9]{0,4})([hdw])", value)
    if match is None:
        message = "give hours, days or weeks: 12h, 30d, 4w"
        raise click.BadParameter(message)
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


@click.group("token")
def token_command() -> None:
    """Who may call: each token names a person, a role and an office."""


@token_command.command("create")
@click.option("--name", required=True, help="The person who will use it.")
@click.option("--role", required=True, type=click.Choice(sorted(set(ROLES) - {"development"})))
@click.option("--office", required=True, callback=office, help="A municipality code, or risb-<name>.")
@click.option("--expires", callback=span, help="After how long it ends: 12h, 30d, 4w. Never by default.")
def create(name: str, role: str, office: str, expires: timedelta | None) -> None:
    """Make a token and print it: the only time it can be seen."""
    if not name.strip() or len(name) > 200 or not name.isprintable():
        message = "--name must have 1 to 200 printable characters"
        raise click.BadParameter(message)
    ends = None if expires is None else Clock().now() + expires

    async def work(pool: Pool) -> str:
        return await Tokens(pool).create(person=name.strip(), role=role, office=office, expires_at=ends)

    click.echo(with_pool(work))


@token_command.command("list")
def list_() -> None:
    """List all tokens, newest first; only the last characters of each are known."""

    async def work(pool: Pool) -> list[Token]:
        return await Tokens(pool).tokens()

    for token in with_pool(work):
        click.echo("\t".join(_columns(token)))


@token_command.command("revoke", context_settings={"ignore_unknown_options": True})  # tails such as -mrReo
@click.argument("token")
def revoke(token: str) -> None:
    """Revoke a token, by its id or its last six characters; servers notice within five seconds."""

    async def work(pool: Pool) -> int:
        return await Tokens(pool).revoke(token)

    if not with_pool(work):
        message = "no token in force has this id or these last characters: `zairyu token list` shows them all"
        raise click.ClickException(message)
    click.echo("revoked")


def _columns(token: Token) -> tuple[str, ...]:
    now = Clock().now()
    state = "in force"
    if token.revoked_at is not None:
        state = f"revoked {token.revoked_at:%Y-%m-%d}"
    elif token.expires_at is not None:
        state = f"{'expired' if token.expires_at <= now else 'until'} {token.expires_at:%Y-%m-%d %H:%M}"
    used = "never used" if token.last_used_at is None else f"used {token.last_used_at:%Y-%m-%d %H:%M}"
    return str(token.id), f"…{token.tail}", token.person, token.role, token.office, state, used
