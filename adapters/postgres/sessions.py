"""Sessions of the console: the id is the browser's, its SHA-256 is kept; and forms that outlived one."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct

from adapters.postgres.database import Pool
from adapters.postgres.statements import sql

IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=12)


class Session(Struct, frozen=True, kw_only=True):
    """Whom a session names; one that ended is still known for a week.

    `token_id` and `tail` are of the token that it was begun with, None for one begun without.
    """

    digest: bytes
    person: str
    role: str
    office: str
    token_id: UUID | None
    tail: str | None
    began_at: datetime
    seen_at: datetime
    in_force: bool
    unseen: bool

    @property
    def id(self) -> str:
        """What tells it apart from others; nobody comes in by it."""
        return self.digest.hex()[:12]


class Sessions:
    """The sessions in the database."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def begin(self, *, person: str, role: str, office: str, token_id: UUID | None = None) -> str:
        """Begin a session and return its id, which nobody else ever sees.

        One that is begun with a token ends with it, too.
        """
        session_id = secrets.token_urlsafe(32)
        await self._pool.execute(
            sql("sessions/begin.sql"), digest(session_id), person, role, office, token_id
        )
        return session_id

    async def find(self, session_id: str) -> Session | None:
        """Return whom a session names, None for one that was never begun; counts as a use while in force."""
        for found in await self._found(digest(session_id)):
            if found.in_force and found.unseen:
                await self._pool.execute(sql("sessions/seen.sql"), found.digest)
            return found
        return None

    async def in_force(self) -> list[Session]:
        """Return all sessions in force, the latest begun first."""
        return [session for session in await self._found(None) if session.in_force]

    async def _found(self, of: bytes | None) -> list[Session]:
        rows = await self._pool.fetch(sql("sessions/list.sql"), of, IDLE, LONGEST)
        return [Session(**dict(row)) for row in rows]

    async def of_person(self, person: str) -> list[bytes]:
        """Return the digests of a person's newest sessions, those that ended among them."""
        return [row["digest"] for row in await self._pool.fetch(sql("sessions/of_person.sql"), person)]

    async def end(self, session_id: str) -> None:
        """End one session."""
        await self._pool.execute(sql("sessions/end.sql"), [digest(session_id)], None)

    async def end_all(self, person: str) -> None:
        """End every session of a person."""
        await self._pool.execute(sql("sessions/end.sql"), [], person)

    async def revoke(self, named: str | None) -> int:
        """End the sessions in force with this id or of this person, None for everybody's; return how many."""
        chosen = [s.digest for s in await self.in_force() if named in {None, s.id, s.person}]
        return len(await self._pool.fetch(sql("sessions/end.sql"), chosen, None))


class UnsavedForms:
    """What was typed into forms that were sent when the session had ended."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def keep(self, person: str, path: str, typed: str, resident_id: UUID | None) -> None:
        """Keep what a person typed into the form of a page, in place of what was kept before."""
        await self._pool.execute(sql("unsaved/keep.sql"), person, path, typed, resident_id)

    async def find(self, person: str, path: str) -> str | None:
        """Return what a person typed into the form of a page, None when nothing is kept."""
        found: str | None = await self._pool.fetchval(sql("unsaved/find.sql"), person, path)
        return found

    async def forget(self, person: str, path: str) -> None:
        """Forget what a person typed into the form of a page: it was saved, or is not wanted."""
        await self._pool.execute(sql("unsaved/forget.sql"), person, path, None)


def digest(session_id: str) -> bytes:
    """Return what is kept of a session's id: 256 random bits need no slow hash."""
    return hashlib.sha256(session_id.encode("utf-8", "surrogateescape")).digest()
