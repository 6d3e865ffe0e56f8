"""API tokens: shown once, kept as SHA-256, looked up by it."""

import hashlib
import secrets
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from msgspec import Struct

from adapters.postgres.database import Pool
from adapters.postgres.statements import sql

PREFIX: Final = "zai_"
TAIL: Final = 6
"""How many last characters are kept, so that people can tell their tokens apart."""


class Bearer(Struct, frozen=True, kw_only=True):
    """Whom a token names."""

    id: UUID
    person: str
    role: str
    office: str


class Token(Struct, frozen=True, kw_only=True):
    """A token as listed."""

    id: UUID
    person: str
    role: str
    office: str
    tail: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    in_force: bool


class Tokens:
    """The tokens in the database. Uses are gathered and noted in batches."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._used: set[UUID] = set()

    async def create(self, *, person: str, role: str, office: str, expires_at: datetime | None = None) -> str:
        """Make a token and return it: the only time that it can be seen."""
        token = PREFIX + secrets.token_urlsafe(32)
        await self._pool.execute(
            sql("tokens/create.sql"), uuid4(), person, role, office, digest(token), token[-TAIL:], expires_at
        )
        return token

    async def find(self, digest: bytes) -> Bearer | None:
        """Return whom a token in force names, by digest; counts as a use."""
        for token in await self._found(digest):
            if token.in_force:
                self._used.add(token.id)
                return Bearer(id=token.id, person=token.person, role=token.role, office=token.office)
        return None

    async def tokens(self) -> list[Token]:
        """Return all tokens, newest first."""
        return await self._found(None)

    async def _found(self, digest: bytes | None) -> list[Token]:
        return [Token(**dict(row)) for row in await self._pool.fetch(sql("tokens/list.sql"), digest)]

    async def revoke(self, id_or_tail: str) -> int:
        """Revoke the token with this id or these last characters; returns how many were revoked."""
        found = [
            token.id
            for token in await self.tokens()
            if token.revoked_at is None and id_or_tail in {str(token.id), token.tail}
        ]
        await self._pool.execute(sql("tokens/change.sql"), found, None)
        return len(found)

    async def any_in_force(self) -> bool:
        """Return whether anybody could call."""
        return any(token.in_force for token in await self.tokens())

    async def note_uses(self, at: datetime) -> None:
        """Write down the uses since the last time."""
        used, self._used = self._used, set()
        if used:
            await self._pool.execute(sql("tokens/change.sql"), list(used), at)


def digest(token: str) -> bytes:
    """Return what is kept of a token: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
