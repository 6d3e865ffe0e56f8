"""Calendars in the database: the address is its maker's, its SHA-256 is kept."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from msgspec import Struct

from adapters.postgres.database import Pool
from adapters.postgres.statements import sql
from domain.law.rule import Kind

LASTING: Final = timedelta(days=90)
"""How long a calendar lasts that was made without a token."""
MOST: Final = 20
"""Calendars that one person may have."""
_LISTED: Final = 500


class Calendar(Struct, frozen=True, kw_only=True):
    """A calendar: who made it, and what it shows; `token_id` None: it was made without a token.

    `about`: the office it is narrowed to, None for all that its maker reaches; no `kinds`: all of them.
    """

    id: UUID
    person: str
    role: str
    office: str
    token_id: UUID | None
    about: str | None
    kinds: tuple[Kind, ...]
    names: bool
    language: str
    made_at: datetime
    ends_at: datetime | None
    read_at: datetime | None
    in_force: bool
    unread: bool


class TooManyCalendarsError(Exception):
    """The person has `MOST` calendars."""


class Calendars:
    """The calendars that there are."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def make(  # noqa: PLR0913 one keyword a column
        self,
        *,
        person: str,
        role: str,
        office: str,
        token_id: UUID | None,
        about: str | None,
        kinds: Sequence[Kind],
        names: bool,
        language: str,
    ) -> tuple[Calendar, str]:
        """Make a calendar and return it with its secret: the only time that this can be seen.

        Raises TooManyCalendarsError.
        """
        secret, calendar_id = secrets.token_urlsafe(32), uuid4()
        made = await self._pool.fetchval(
            sql("calendars/make.sql"), calendar_id, _digest(secret), person, role, office, token_id, about,
            list(kinds) or None, names, language, LASTING, MOST,
        )  # fmt: skip
        if made is None:
            raise TooManyCalendarsError
        [calendar] = await self._listed(calendar_id=calendar_id)
        return calendar, secret

    async def find(self, secret: str) -> Calendar | None:
        """Return the calendar in force with a secret; the reading is noted, within ten minutes once."""
        for found in await self._listed(digest=_digest(secret)):
            if found.in_force:
                if found.unread:
                    await self._pool.execute(sql("calendars/read.sql"), found.id)
                return found
        return None

    async def one(self, calendar_id: UUID) -> Calendar | None:
        """Return the calendar with an id."""
        return next(iter(await self._listed(calendar_id=calendar_id)), None)

    async def of(self, *, office: str, person: str | None = None) -> list[Calendar]:
        """Return the calendars that somebody of an office made, or one person there; the newest 500."""
        return await self._listed(person=person, office=office)

    async def revoke(self, calendar_id: UUID) -> None:
        """Revoke a calendar: its address leads nowhere from then on."""
        await self._pool.execute(sql("calendars/revoke.sql"), calendar_id)

    async def _listed(
        self,
        *,
        digest: bytes | None = None,
        calendar_id: UUID | None = None,
        person: str | None = None,
        office: str | None = None,
    ) -> list[Calendar]:
        asked = digest, calendar_id, person, office, _LISTED
        found = await self._pool.fetch(sql("calendars/list.sql"), *asked)
        return [Calendar(**{**r, "kinds": tuple(r["kinds"] or ())}) for r in found]


def _digest(secret: str) -> bytes:
    """Return what is kept of a secret: 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).digest()
