"""What each process of a rebuild does: fold the residents of a part into the new tables."""

import asyncio
import gc
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct

from adapters.budget import BUDGETS, fold_within
from adapters.keys import Keyring, MasterKey
from adapters.postgres import rows
from adapters.postgres.database import open_pool
from adapters.postgres.log import Log, open_log
from adapters.postgres.made_by import projection_version
from adapters.postgres.rows import SHARD
from adapters.postgres.statements import sql
from adapters.workers import Workplace, live_with_the_parent
from domain.history import Recorded
from projections.projector import Stuck, UnkeepableError, one_by_one, unread
from projections.rows.resident import ResidentRows

RESIDENTS_AT_ONCE = 400
LAST = (1 << 128) - 1


class Part(Struct, frozen=True, kw_only=True):
    """Some residents: those whose ids lie in one of so many equal stretches."""

    number: int
    of: int

    @property
    def before(self) -> UUID:
        """The id before the first one (for the first part, the nil id, which no resident has)."""
        return UUID(int=max(self.number * ((LAST + 1) // self.of) - 1, 0))

    @property
    def last(self) -> UUID:
        """The last id."""
        return UUID(int=(self.number + 1) * ((LAST + 1) // self.of) - 1)


class Place(Workplace, frozen=True, kw_only=True):
    """Where to fold, and how many seconds one history may take."""

    seconds: float = BUDGETS[0]


class OvertakenError(RuntimeError):
    """Another rebuild has begun, or has done this part: what was folded for it is not kept."""


async def keep_new(
    connection: rows.Connection,
    folded: Sequence[ResidentRows],
    keep: Callable[[Sequence[ResidentRows]], Awaitable[None]],
    *,
    position: int,
) -> list[Stuck]:
    """Keep the rows of residents at once or, if some cannot be kept, one by one; return whose cannot."""

    async def whole(some: Sequence[ResidentRows]) -> None:
        async with rows.kept_whole(connection):
            await keep(some)

    try:
        await whole(folded)
    except UnkeepableError:
        return await one_by_one(folded, lambda one: whole([one]), position=position)
    return []


async def copy_new(connection: rows.Connection, folded: Sequence[ResidentRows]) -> None:
    """Add the rows of residents who have none to the tables beside."""
    await rows.copy(connection, [(r, 0) for r in folded], schema="lists_next")
    await rows.copy_residents(connection, folded, schema="lists_next")


class _Worker:
    """A process's own loop, connection and log."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._version = projection_version(place.policy)
        self._runner = asyncio.Runner()
        self._runner.run(self._open(place.dsn, place.masters))

    async def _open(self, dsn: str, masters: tuple[MasterKey, ...]) -> None:
        self.connection = await asyncpg.connect(dsn)
        self.pool = await open_pool(dsn, size=1)
        self._opened = open_log(self.pool, Keyring(masters))
        self.log: Log = await self._opened.__aenter__()

    def run(self, part: Part) -> tuple[int, tuple[Stuck, ...]]:
        return self._runner.run(self._fold(part))

    async def _fold(self, part: Part) -> tuple[int, tuple[Stuck, ...]]:
        residents, events, after = 0, 0, part.before
        stuck: list[Stuck] = []
        async with self.connection.transaction():
            while found := await self._next(after, part.last):
                after = found[-1]
                streams, faults = await self.log.load_each(found)
                stuck += [unread(resident_id, fault) for resident_id, fault in faults.items()]
                outcomes = [self._folded(s) for s in streams.values()]
                folded = [outcome for outcome in outcomes if isinstance(outcome, ResidentRows)]
                stuck += [outcome for outcome in outcomes if isinstance(outcome, Stuck)]
                reached = max((s[-1].position for s in streams.values()), default=0)
                unkept = await keep_new(self.connection, folded, self._copy, position=reached)
                stuck += unkept
                residents += len(folded) - len(unkept)
                events += sum(map(len, streams.values()))
            arguments = (part.number, residents, events, msgspec.json.encode(stuck), self._version)
            if not await self.connection.fetchval(sql("rebuild/part_done.sql"), SHARD, *arguments):
                raise OvertakenError
        return events, tuple(stuck)

    def _folded(self, stream: Sequence[Recorded]) -> ResidentRows | Stuck:
        return fold_within(self._place.seconds, stream, self._place.policy, position=stream[-1].position)

    async def _copy(self, folded: Sequence[ResidentRows]) -> None:
        await copy_new(self.connection, folded)

    async def _next(self, after: UUID, last: UUID) -> Sequence[UUID]:
        found = await self.connection.fetch(
            sql("rebuild/residents.sql"), SHARD, after, last, RESIDENTS_AT_ONCE
        )
        return [r["resident_id"] for r in found]


_worker: _Worker | None = None


def start(place: Place) -> None:
    """Make this process ready; called once in each.

    The collector is off: it would look through hundreds of histories again and again for cycles that they do
    not hold, and took a third of the time. The process ends with the rebuild, however that ends.
    """
    global _worker  # noqa: PLW0603 a process has one
    gc.disable()
    live_with_the_parent()
    _worker = _Worker(place)


def fold_part(part: Part) -> tuple[int, tuple[Stuck, ...]]:
    """Fold a part in this process; return how many events, and whom to set aside."""
    assert _worker is not None
    return _worker.run(part)
