"""What each process of a rebuild does: fold the residents of a part into the new tables."""

import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Final, NamedTuple
from uuid import UUID

import msgspec
from msgspec import Struct

from adapters.budget import BUDGETS, fold_within
from adapters.keys import Keyring
from adapters.postgres.database import Connection, connected, open_pool
from adapters.postgres.log import Log, open_log
from adapters.postgres.rows.writing import copy_new, encode_instants_once, kept_whole
from adapters.postgres.statements import sql
from adapters.workers import Workplace
from domain.history import Recorded
from domain.law import calendar
from projections.projector import Stuck, UnkeepableError, one_by_one, unread
from projections.rows.resident import ResidentRows

RESIDENTS_AT_ONCE: Final = 400
LAST: Final = (1 << 128) - 1
BESIDE: Final = {
    "search_path": "lists_next, pg_temp",
    "timezone": "UTC",
    "jit": "off",
    "work_mem": "64MB",
    "enable_memoize": "off",
}
"""The settings of a connection to which the tables of the lists are those that a rebuild makes.

Not `lists` as well: what is written before there are such tables, or after, must fail and not go elsewhere.
"""


class Part(Struct, frozen=True, kw_only=True):
    """Some residents: those whose ids lie in one of so many equal stretches.

    `made_by` is the version of the rows to be made, which takes a process a quarter of a second to find out.
    """

    number: int
    of: int
    made_by: str

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


class Folded(NamedTuple):
    """What became of a part: residents who have rows, events read, residents set aside."""

    residents: int
    events: int
    stuck: tuple[Stuck, ...]


class OvertakenError(RuntimeError):
    """Another rebuild has begun, or has done this part: what was folded for it is not kept."""


class FoldingSite(NamedTuple):
    """What a process works with: a connection to the new tables, and the log."""

    place: Place
    connection: Connection
    log: Log


@asynccontextmanager
async def opened(place: Place) -> AsyncIterator[FoldingSite]:
    """Make a process ready.

    The collector is off: it would look through hundreds of histories again and again for cycles that they do
    not hold, and took a third of the time. The process ends with the rebuild, however that ends. A part need
    not be on the disk before the next one is folded: one that a crash of the server loses is not done.
    """
    gc.disable()
    calendar.load()  # before the time of any history begins
    async with (
        connected(place.dsn, {**BESIDE, "synchronous_commit": "off"}) as connection,
        await open_pool(place.dsn, size=1) as pool,
        open_log(pool, Keyring(place.masters), shard=place.shard) as log,
    ):
        await encode_instants_once(connection)
        yield FoldingSite(place, connection, log)


async def fold_part(site: FoldingSite, part: Part) -> Folded:
    """Fold a part and keep its rows, in one transaction. Raises OvertakenError."""
    residents, events, after = 0, 0, part.before
    stuck: list[Stuck] = []
    async with site.connection.transaction():
        while found := await _next(site, after, part.last):
            after = found[-1]
            streams, faults = await site.log.load_each(found)
            stuck += [unread(resident_id, fault) for resident_id, fault in faults.items()]
            folded, unfolded = fold_all(site.place, list(streams.values()))
            unkept = await keep_new(
                site.connection,
                folded,
                lambda new: copy_new(site.connection, site.place.shard, new),
                position=max((s[-1].position for s in streams.values()), default=0),
            )
            stuck += [*unfolded, *unkept]
            residents += len(folded) - len(unkept)
            events += sum(map(len, streams.values()))
        arguments = part.number, residents, events, msgspec.json.encode(stuck), part.made_by
        if not await site.connection.fetchval(sql("rebuild/part_done.sql"), site.place.shard, *arguments):
            raise OvertakenError
    return Folded(residents, events, tuple(stuck))


def fold_all(
    place: Place, streams: Sequence[Sequence[Recorded]], *, position: int | None = None
) -> tuple[list[ResidentRows], list[Stuck]]:
    """Return the rows of streams, and who has none; without a position, that of the stream's last event."""
    folded: list[ResidentRows] = []
    stuck: list[Stuck] = []
    for stream in streams:
        reached = stream[-1].position if position is None else position
        outcome = fold_within(place.seconds, stream, place.policy, position=reached)
        if isinstance(outcome, Stuck):
            stuck.append(outcome)
        else:
            folded.append(outcome)
    return folded, stuck


async def keep_new(
    connection: Connection,
    folded: Sequence[ResidentRows],
    keep: Callable[[Sequence[ResidentRows]], Awaitable[None]],
    *,
    position: int,
) -> list[Stuck]:
    """Keep the rows of residents at once or, if some cannot be kept, one by one; return whose cannot."""

    async def whole(some: Sequence[ResidentRows]) -> None:
        async with kept_whole(connection):
            await keep(some)

    try:
        await whole(folded)
    except UnkeepableError:
        return await one_by_one(folded, lambda one: whole([one]), position=position)
    return []


async def _next(site: FoldingSite, after: UUID, last: UUID) -> Sequence[UUID]:
    arguments = site.place.shard, after, last, RESIDENTS_AT_ONCE
    return [r["resident_id"] for r in await site.connection.fetch(sql("rebuild/residents.sql"), *arguments)]
