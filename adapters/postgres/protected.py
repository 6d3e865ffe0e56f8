"""Whose address no list tells (docs/adr/0027-protected-addresses.md), asked with every list, of log and rows.

That an address is protected counts from when it is recorded, though rows follow the log behind it.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from adapters.postgres.database import Pool
from adapters.postgres.reading import from_primary, read
from adapters.postgres.statements import sql
from domain.reach import Reach

Hidden = frozenset[UUID]
"""Residents whose address is not told."""


async def protected(pool: Pool, shard: int, among: Sequence[UUID] | None = None) -> Hidden:
    """Return the residents whose address is protected as now recorded: of some, or of everybody.

    The primary says so: a standby may be a moment behind.
    """
    with from_primary():
        found = await read(pool, sql("lists/protected.sql"), shard, None if among is None else list(among))
    return frozenset(r["resident_id"] for r in found)


async def offices_untold(pool: Pool, shard: int, residents: Iterable[UUID | None], hidden: Hidden) -> Hidden:
    """Return of which residents no office is told: the hidden ones, and whose file was merged into another.

    The file that goes on may be one of those, which no list of a merged one tells.
    """
    whose = sorted({resident for resident in residents if resident is not None} - hidden)
    found = await read(pool, sql("lists/merged.sql"), shard, whose) if whose else ()
    return hidden | {r["resident_id"] for r in found}


def left_out(hidden: Hidden, municipality: str | None, reach: Reach | None) -> tuple[UUID, ...]:
    """Return whom a list of a municipality leaves out: else it would tell that they live there.

    Nobody where the office itself asks: in its own lists are its own residents.
    """
    if municipality is None or (reach is not None and reach.office == municipality):
        return ()
    return tuple(hidden)
