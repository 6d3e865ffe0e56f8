"""Rebuilding all rows beside those that are read, on all cores, while recording goes on.

Streams are folded part by part into tables without indexes; a part is done or not, so that a rebuild broken
off goes on where it was. Then come the indexes, then what the log has got since, then, while the projector
waits, the last changes, a comparison of a sample with live folds, and the switch, in one transaction.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Final
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct

from adapters.budget import EXCEEDED
from adapters.keys import Keyring
from adapters.postgres.database import Connection, connected, open_pool
from adapters.postgres.errors import LOST
from adapters.postgres.log import Log, open_log
from adapters.postgres.made_by import projection_version
from adapters.postgres.rows.folding import (
    BESIDE,
    RESIDENTS_AT_ONCE,
    Part,
    Place,
    fold_all,
    fold_part,
    keep_new,
    opened,
)
from adapters.postgres.rows.reading import agree, all_rows
from adapters.postgres.rows.writing import keep, remove, set_aside, shown, take_back
from adapters.postgres.statements import sql
from adapters.workers import Workers
from projections.projector import ProjectedBatch, Stuck, unread
from projections.rows.resident import ResidentRows

NAMES: Final = (
    "all",
    "current_status",
    "directory",
    "open_obligations",
    "overdue_notifications",
    "status_timeline",
)
"""What may be named: all rows are made by one fold, so any of these rebuilds all; a timeline has no rows."""
PARTS: Final = 256
CHANGES_AT_ONCE: Final = 20_000
"""Changes looked at together: a resident whom several touch is folded once."""
LEVEL: Final = 50
"""Changes that may be left for the moment in which the projector waits."""
SAMPLE: Final = 200
TRIES: Final = 300
PAUSE_SECONDS: Final = 2.0
"""How often the switch is tried while others read, and how long those have and the projector in between."""
LOCK: Final = "zairyu.rebuild"

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is, and how much there is."""


class Rebuilt(Struct, frozen=True, kw_only=True):
    """What a rebuild did: residents and events folded (by all its runs), residents set aside."""

    residents: int
    events: int
    position: int
    stuck: int


class RebuildBusyError(RuntimeError):
    """Another rebuild is under way."""


class MismatchError(RuntimeError):
    """New rows of this resident differ from the live fold; nothing was switched, the new rows are gone."""


class ListsInUseError(RuntimeError):
    """Somebody held the rows in use at each try of the switch; nothing was switched."""


async def rebuild(place: Place, *, workers: int = 2, progress: Progress | None = None) -> Rebuilt:
    """Make all rows anew and put them in place of the old ones.

    A run that is cancelled or killed leaves the rows in use alone; the next one goes on where it was. Raises
    RebuildBusyError, MismatchError, ListsInUseError.
    """
    async with (
        connected(place.dsn, BESIDE) as connection,
        await open_pool(place.dsn, size=2) as pool,
        _alone(connection, place.shard),
        open_log(pool, Keyring(place.masters), shard=place.shard) as log,
    ):
        return await _Rebuild(place, connection, log, progress or _quietly).run(workers)


@asynccontextmanager
async def _alone(connection: Connection, shard: int) -> AsyncIterator[None]:
    """Be the one rebuild while it lasts; raises RebuildBusyError.

    The lock is given back, not left to the end of the connection: behind a pooler the server sees that later.
    """
    if not await connection.fetchval(sql("cluster/lead.sql"), shard, LOCK, "become", "0"):
        raise RebuildBusyError
    try:
        yield
    finally:
        with suppress(*LOST):  # then the lock is gone with it
            await connection.execute(sql("cluster/lead.sql"), shard, LOCK, "leave", "0")


def _quietly(_what: str, _done: int, _total: int) -> None:
    pass


class _Rebuild:
    """One run. Its connection sees the new tables."""

    def __init__(self, place: Place, connection: Connection, log: Log, progress: Progress) -> None:
        self._place = place
        self._shard = place.shard
        self._connection = connection
        self._log = log
        self._progress = progress
        self._version = projection_version(place.policy)
        self._residents, self._events = 0, 0
        self._stuck: dict[UUID, Stuck] = {}

    async def run(self, workers: int) -> Rebuilt:
        position = await self._fold(workers)
        await self._index(workers)
        try:
            position = await self._level_and_switch(position)
        except MismatchError:  # another sample might pass by luck
            await self._connection.execute(sql("rebuild/begin.sql"), self._shard, None)
            raise
        return Rebuilt(
            residents=self._residents, events=self._events, position=position, stuck=len(self._stuck)
        )

    async def _fold(self, workers: int) -> int:
        """Fold the parts not done yet, each in a transaction; return from where to follow the log."""
        async with self._connection.transaction():
            found = await self._connection.fetch(sql("rebuild/begin.sql"), self._shard, self._version)
        done = {r["part"]: r for r in found if r["part"] is not None}
        for r in done.values():
            self._add(r["residents"], r["events"], msgspec.json.decode(r["stuck"], type=list[Stuck]))
        head = await self._log.head()
        with Workers(workers, opened, self._place) as processes:
            left = [n for n in range(PARTS) if n not in done]
            parts = [Part(number=n, of=PARTS, made_by=self._version) for n in left]
            for finished in asyncio.as_completed([processes.do(fold_part, part) for part in parts]):
                self._add(*await finished)
                self._progress("folding", self._events, head)
        return int(found[0]["position"])

    def _add(self, residents: int, events: int, stuck: Iterable[Stuck]) -> None:
        self._residents += residents
        self._events += events
        self._set_aside(stuck)

    def _set_aside(self, stuck: Iterable[Stuck]) -> None:
        self._stuck |= {s.resident_id: s for s in stuck}

    async def _index(self, workers: int) -> None:
        """Count, and make the indexes, side by side; let the planner look over the rows before and after.

        Of rows that it has not looked over it takes counting for little work, and sorts them all.
        """
        self._progress("indexing", 0, 1)
        await self._connection.execute(sql("rebuild/vacuum.sql"))
        await asyncio.gather(self._steps("rebuild/count.sql"), *(self._steps() for _ in range(1, workers)))
        await self._connection.execute(sql("rebuild/vacuum.sql"))

    async def _steps(self, *first: str) -> None:
        """Do the first steps, then make one index after another until none is left to make."""
        async with connected(self._place.dsn, BESIDE) as connection:
            for statement in first:
                await connection.execute(sql(statement), self._shard)
            while made := await connection.fetchrow(sql("rebuild/index_next.sql"), self._shard):
                self._progress("indexing", made["made"], made["of"])

    async def _follow(self, position: int) -> int:
        """Fold those residents anew whom the next changes of the log touch; return the position reached."""
        changes = await self._log.changes(after=position, limit=CHANGES_AT_ONCE)
        if not changes:
            return position
        latest = {change.resident_id: change for change in changes}
        latest |= {r: change for change in changes for r in change.once_in}
        versions = (await shown(self._connection, self._shard, list(latest))).versions
        touched = [r for r, change in latest.items() if change.erased or change.version > versions.get(r, 0)]
        for done in range(0, len(touched), RESIDENTS_AT_ONCE):
            await self._renew(touched[done : done + RESIDENTS_AT_ONCE], changes[-1].position)
            self._progress("following", latest[touched[done]].position, await self._log.head())
        return changes[-1].position

    async def _renew(self, residents: Sequence[UUID], position: int) -> None:
        """Put rows of the newest versions in the place of those of residents; the erased have none."""
        streams, faults = await self._log.load_each(residents)
        folded, stuck = fold_all(self._place, list(streams.values()), position=position)
        for resident_id in residents:
            self._stuck.pop(resident_id, None)
        self._set_aside([*stuck, *(unread(r, fault, position=position) for r, fault in faults.items())])
        async with self._connection.transaction():
            gone = [r for r in residents if r not in streams and r not in faults]
            await remove(self._connection, self._shard, gone)
        self._set_aside(await keep_new(self._connection, folded, self._replace, position=position))

    async def _replace(self, folded: Sequence[ResidentRows]) -> None:
        await remove(self._connection, self._shard, [r.resident_id for r in folded])
        await keep(
            self._connection, self._shard, ProjectedBatch(position=0, rows=tuple(folded)), self._version, {}
        )

    async def _level_and_switch(self, position: int) -> int:
        """Follow the log, and switch at a moment when nobody reads; return the position.

        Between two tries everything is let go, so that neither readers nor the projector wait for long.
        """
        for tried in range(TRIES):
            while await self._log.head() - position > LEVEL:
                position = await self._follow(position)
            try:
                return await self._switch(position)
            except (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError):
                self._progress("waiting", tried + 1, TRIES)
                await asyncio.sleep(PAUSE_SECONDS)
        raise ListsInUseError

    async def _switch(self, position: int) -> int:
        """While the projector waits: the last changes, a comparison, the switch; return the position."""
        async with self._connection.transaction():
            await self._connection.execute(sql("rows/lock.sql"), self._shard, None)
            head = await self._log.head()
            while position < head:
                position = await self._follow(position)
            await self._compare()
            await self._settle()
            await self._connection.execute(sql("rebuild/switch.sql"), self._shard, position, self._version)
        return position

    async def _settle(self) -> None:
        """Let nobody be set aside but those of whom this rebuild says so."""
        before = [r["resident_id"] for r in await self._connection.fetch(sql("rows/stuck.sql"), self._shard)]
        await take_back(self._connection, self._shard, before)
        await set_aside(self._connection, self._shard, list(self._stuck.values()))

    async def _compare(self) -> None:
        """Compare the rows of some residents with their live folds. Raises MismatchError."""
        found = await self._connection.fetch(sql("comparing/residents.sql"), self._shard, SAMPLE)
        sample = await all_rows(self._connection, self._shard, [r["resident_id"] for r in found])
        streams = await self._log.load_many(list(sample))
        folded, stuck = fold_all(
            self._place, [stream[: sample[r]["version"]] for r, stream in streams.items()], position=0
        )
        differing = [r.resident_id for r in folded if not agree(sample[r.resident_id], r)]
        differing += [s.resident_id for s in stuck if s.fault not in EXCEEDED]
        if differing:
            raise MismatchError(str(differing[0]))
