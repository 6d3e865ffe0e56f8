"""Sessions of the console: the id is the browser's, its SHA-256 is kept; and forms that outlived one."""

import hashlib
import secrets
from datetime import timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct

from adapters.postgres.database import Pool
from adapters.postgres.statements import sql

IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=12)


class Session(Struct, frozen=True, kw_only=True):
    """Whom a session names; one that ended is still known for a week."""

    person: str
    role: str
    office: str
    in_force: bool


class Sessions:
    """The sessions in the database."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def begin(self, *, person: str, role: str, office: str) -> str:
        """Begin a session and return its id, which nobody else ever sees."""
        session_id = secrets.token_urlsafe(32)
        await self._pool.execute(sql("sessions/begin.sql"), _digest(session_id), person, role, office)
        return session_id

    async def find(self, session_id: str) -> Session | None:
        """Return whom a session names, None for one that was never begun; counts as a use while in force."""
        digest = _digest(session_id)
        row = await self._pool.fetchrow(sql("sessions/find.sql"), digest, IDLE, LONGEST)
        if row is None:
            return None
        if row["in_force"] and row["unseen"]:
            await self._pool.execute(sql("sessions/seen.sql"), digest)
        return Session(person=row["person"], role=row["role"], office=row["office"], in_force=row["in_force"])

    async def end(self, session_id: str, *, person: str) -> None:
        """End one session of a person."""
        await self._pool.execute(sql("sessions/end.sql"), _digest(session_id), person)

    async def end_all(self, person: str) -> int:
        """End every session of a person; return how many were going on."""
        return len(await self._pool.fetch(sql("sessions/end.sql"), None, person))


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

    async def forget_about(self, resident_id: UUID) -> None:
        """Forget all that was typed about a resident, who is erased."""
        await self._pool.execute(sql("unsaved/forget.sql"), "", "", resident_id)


def _digest(session_id: str) -> bytes:
    return hashlib.sha256(session_id.encode("utf-8", "surrogateescape")).digest()
