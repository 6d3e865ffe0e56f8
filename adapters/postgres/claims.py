"""Claims on card numbers, as a preview looks at them; the append itself decides."""

from collections.abc import Iterable
from uuid import UUID

import asyncpg

from adapters.postgres.statements import sql


class Claims:
    """Who holds which card number."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
        self._pool = pool

    async def holder(self, number: str) -> UUID | None:
        """Return who holds the number, None when nobody does."""
        found: UUID | None = await self._pool.fetchval(sql("claims/holder.sql"), number)
        return found

    async def taken(self, numbers: Iterable[str], resident_id: UUID) -> list[str]:
        """Return those of the numbers that another resident holds."""
        wanted = sorted(numbers)
        if not wanted:
            return []
        return [r["number"] for r in await self._pool.fetch(sql("claims/taken.sql"), wanted, resident_id)]
