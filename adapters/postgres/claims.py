"""Claims on card numbers, as a preview looks at them; the append itself decides."""

from collections.abc import Iterable
from uuid import UUID

from adapters.postgres.database import Pool
from adapters.postgres.statements import sql


class Claims:
    """Who holds which card number."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def holder(self, number: str) -> UUID | None:
        """Return who holds the number, None when nobody does."""
        return (await self._holders([number])).get(number)

    async def taken(self, numbers: Iterable[str], resident_id: UUID) -> list[str]:
        """Return those of the numbers that another resident holds."""
        wanted = list(numbers)
        holders = await self._holders(wanted) if wanted else {}
        return [number for number, holder in holders.items() if holder != resident_id]

    async def _holders(self, numbers: list[str]) -> dict[str, UUID]:
        found = await self._pool.fetch(sql("claims/holders.sql"), numbers)
        return {r["number"]: r["resident_id"] for r in found}
