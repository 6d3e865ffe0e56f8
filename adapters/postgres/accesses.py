"""The record of every look at a resident: append-only rows, written in batches beside the answers."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import asyncpg
from msgspec import Struct

from adapters.cancelling import end_if_cancelled
from adapters.postgres.database import Pool, Record
from adapters.postgres.statements import sql

EMERGENCIES_AN_HOUR: Final = 20
"""More would bury those that matter."""

_EVERY: Final = 0.2
_AT_ONCE: Final = 1000
_LATELY: Final = 500
"""The last looks of a person among which the residents of late are found."""
_MOST_WAITING: Final = 100_000
_UNWRITABLE: Final = (asyncpg.DataError, ValueError)


class Look(Struct, frozen=True, kw_only=True):
    """Somebody saw something of these residents."""

    looked_at: datetime
    person: str
    role: str
    office: str
    purpose: str | None
    route: str
    asked_on: date | None
    known: str | None
    residents: tuple[UUID, ...]
    address_shown: bool = False


class Emergency(Struct, frozen=True, kw_only=True):
    """The glass was broken for one resident."""

    resident_id: UUID
    reason: str
    opened_at: datetime
    until: datetime


class OpenEmergency(Struct, frozen=True):
    """The glass is broken for one resident, for a reason and until an instant."""

    reason: str
    until: datetime


class Emergencies(Struct, frozen=True, kw_only=True):
    """All that one person broke the glass for on one civil day, newest first; `id` is that of the newest."""

    id: int
    person: str
    role: str
    office: str
    on: date
    opened: int
    residents: tuple[Emergency, ...]


class TooManyEmergenciesError(Exception):
    """The person has opened `EMERGENCIES_AN_HOUR` in the last hour."""


class TooManyWaitingError(Exception):
    """Looks cannot be written down; without that nobody may look."""


class Accesses:
    """Keeps looks: `look` never waits, `run` writes what has gathered, `flush` the rest at the end.

    `unwritable` counts looks that the database takes in no form.
    """

    def __init__(self, pool: Pool) -> None:
        self.unwritable = 0
        self._pool = pool
        self._waiting: list[Look] = []
        self._writing = asyncio.Lock()

    @property
    def waiting(self) -> int:
        """How many looks are noted and not yet written."""
        return len(self._waiting)

    def look(self, look: Look) -> None:
        """Note a look; raises TooManyWaitingError when the database takes none."""
        if len(self._waiting) >= _MOST_WAITING:
            raise TooManyWaitingError
        self._waiting.append(look)

    async def run(self, failed: Callable[[Exception], None], also: Callable[[], Awaitable[None]]) -> None:
        """Write batches until cancelled; `also` is called after each, `failed` told of what went wrong."""
        while True:
            end_if_cancelled()
            await asyncio.sleep(_EVERY)
            try:
                await self.flush()
                await also()
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
                failed(error)

    async def flush(self) -> None:
        """Write everything noted so far; what could not be written waits on."""
        async with self._writing:
            while self._waiting:
                batch = self._waiting[:_AT_ONCE]
                try:
                    await self._keep(batch)
                except _UNWRITABLE:
                    for look in batch:
                        await self._keep_alone(look)
                del self._waiting[: len(batch)]

    async def _keep(self, batch: Sequence[Look]) -> None:
        await self._pool.execute(sql("accesses/keep.sql"), *_columns(batch))

    async def _keep_alone(self, look: Look) -> None:
        """Keep one look of a batch that failed; one that cannot be written is counted."""
        try:
            await self._keep([look])
        except _UNWRITABLE:
            self.unwritable += 1

    async def of_resident(self, resident_id: UUID, *, before: int | None, limit: int) -> list[dict[str, Any]]:
        """Return looks at one resident, newest first."""
        await self.flush()
        asked = (None, None, None, resident_id, before, limit, None)
        found = [_look(r) for r in await self._pool.fetch(sql("accesses/looks.sql"), *asked)]
        for look in found:
            del look["residents"]  # who else was on the same page
        return found

    async def all(
        self,
        *,
        person: str | None,
        office: str | None,
        since: datetime | None,
        before: int | None,
        limit: int,
        address_shown: bool | None = None,
    ) -> list[dict[str, Any]]:
        """Return looks of everybody, newest first; `address_shown`: those that told a protected address."""
        await self.flush()
        asked = (person, office, since, None, before, limit, address_shown)
        return [_look(r) for r in await self._pool.fetch(sql("accesses/looks.sql"), *asked)]

    async def lately(self, person: str, *, limit: int) -> dict[UUID, datetime]:
        """Return whose files a person last read, and when; the latest first."""
        await self.flush()
        rows = await self._pool.fetch(sql("accesses/lately.sql"), person, _LATELY, limit)
        return {r["resident_id"]: r["looked_at"] for r in rows}

    async def break_glass(
        self, *, person: str, role: str, office: str, resident_id: UUID, reason: str, at: datetime
    ) -> None:
        """Let somebody read one resident for one hour; on record before anything is shown.

        Raises TooManyEmergenciesError.
        """
        asked = (person, role, office, resident_id, reason, at, EMERGENCIES_AN_HOUR)
        if not await self._pool.fetchval(sql("accesses/open_emergency.sql"), *asked):
            raise TooManyEmergenciesError

    async def emergency_now(
        self, *, person: str, office: str, resident_id: UUID, at: datetime
    ) -> OpenEmergency | None:
        """Return why and until when the glass is broken, None when it is not."""
        row = await self._pool.fetchrow(sql("accesses/emergency_now.sql"), person, office, resident_id, at)
        return None if row is None else OpenEmergency(row["reason"], row["until"])

    async def emergencies(self, *, office: str | None, before: int | None, limit: int) -> list[Emergencies]:
        """Return emergencies by person and day, those with the newest first."""
        rows = await self._pool.fetch(sql("accesses/emergencies.sql"), office, before, limit)
        return [_emergencies(*row) for row in rows]


def _look(r: Record) -> dict[str, Any]:
    """Return a look as answered: whether it told a protected address only where it did."""
    look = dict(r)
    if not look["address_shown"]:
        del look["address_shown"]
    return look


def _emergencies(*row: Any) -> Emergencies:
    number, person, role, office, on, opened, *columns = row
    found = tuple(
        Emergency(resident_id=who, reason=reason, opened_at=at, until=until)
        for who, reason, at, until in zip(*columns, strict=True)
    )
    return Emergencies(
        id=number, person=person, role=role, office=office, on=on, opened=opened, residents=found
    )


def _columns(batch: Sequence[Look]) -> tuple[list[Any], ...]:
    return (
        [look.looked_at for look in batch],
        [look.person for look in batch],
        [look.role for look in batch],
        [look.office for look in batch],
        [look.purpose for look in batch],
        [look.route for look in batch],
        [look.asked_on for look in batch],
        [look.known for look in batch],
        ["{" + ",".join(map(str, look.residents)) + "}" for look in batch],
        [look.address_shown for look in batch],
    )
