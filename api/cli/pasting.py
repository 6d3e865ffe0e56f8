"""Blocks to paste into a shell, bash or dash: first facts and questions, questions about invented lives."""

import secrets
import shlex
import string
import sys
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import Final

from adapters.clock import Clock
from adapters.loopback import is_loopback
from adapters.settings import Settings
from api.settings import address_of

_PLACEHOLDER: Final = "'a token of yours: zairyu token create --help'"


def addresses(address: str, token: str | None, chosen: Settings) -> str:
    """Return where people and programs find the server, and how somebody signs in."""
    if chosen.token and is_loopback(chosen.host):
        how = "open it in a browser: a button signs in"
    elif token:
        how = "open it in a browser, and sign in with the token below"
    else:
        how = "open it in a browser, and sign in with a staff account or a token"
    return (
        f"zairyu serves {address}\n\n"
        f"  The console  {address}  ({how})\n"
        f"  The API      {address}/v1  (described at {address}/schema)"
    )


def first_commands(address: str, token: str | None, chosen: Settings) -> str:
    """Return what `zairyu serve` prints: seven facts and five questions."""
    today = Clock(chosen.today).today()

    def ago(days: int) -> str:
        return str(today - timedelta(days=days))

    landed = today - timedelta(days=230)
    leap = landed.month == 2 and landed.day == 29
    expires = landed.replace(year=landed.year + 3, day=28 if leap else landed.day)
    letters = [secrets.choice(string.ascii_uppercase) for _ in range(4)]
    return _block("welcome.txt").format(
        address=address,
        token=_token(token, chosen, role="supervisor"),
        landed=landed,
        expires=expires,
        lost=ago(200),
        moved=ago(80),
        departed=ago(20),
        asked=ago(30),
        card=f"{letters[0]}{letters[1]}{secrets.randbelow(10**8):08}{letters[2]}{letters[3]}",
        database="" if chosen.database_url else " and its PostgreSQL",
    )


def questions(chosen: Settings) -> str:
    """Return what `zairyu demo` ends with: three questions about the invented residents."""
    return _block("questions.txt").format(
        address=address_of(chosen.host, chosen.port), token=_token(chosen.token, chosen, role="auditor")
    )


def _block(name: str) -> str:
    return (files("api.cli") / name).read_text(encoding="utf-8").rstrip()


def _token(token: str | None, chosen: Settings, *, role: str) -> str:
    """Return a shell's word for a token: itself, the command that makes one, or where to read of it.

    The command stands only where it finds the database by itself: that of the embedded server.
    """
    if token:
        return f"'{token}'"
    if chosen.database_url is not None or not is_loopback(chosen.host):
        return _PLACEHOLDER
    program = Path(sys.executable).with_name("zairyu")
    data, zairyu = shlex.quote(str(chosen.data)), shlex.quote(str(program))
    made = f"{zairyu} token create --name me --office 01101 --expires 30d --role {role}"
    return f'"$(ZAIRYU_DATA={data} {made})"'
