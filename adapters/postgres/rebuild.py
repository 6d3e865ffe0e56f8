"""Rebuilding all rows beside those that are read, on all cores, while recording goes on.

Streams are folded part by part into tables without indexes; a part is done or not, so that a rebuild broken
off goes on where it was. Then come the indexes, then what the log has got since, then, while the projector
waits, the last changes, a comparison of a sample with live folds, and the switch, in one transaction.
"""

import asyncio
import multiprocessing
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager, suppress
from typing import Final
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct

from adapters.budget import EXCEEDED, fold_within
from adapters.keys import Keyring
from adapters.postgres import rows
from adapters.postgres.database import open_pool
from adapters.postgres.errors import LOST
from adapters.postgres.folding import RESIDENTS_AT_ONCE, Part, Place, copy_new, fold_part, keep_new, start
from adapters.postgres.log import Log, open_log
from adapters.postgres.made_by import projection_version
from adapters.postgres.rows import SHARD, Connection
from adapters.postgres.statements import sql
from projections.projector import Stuck, unread
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
GATHERED: Final = {"state_changes": "count_states", "week_changes": "count_weeks", "rules": "add_rules"}
"""What is made of all rows together, and the statement that makes it."""
TABLES: Final = (*rows.COLUMNS, "resident", "rule", "state_change", "week_change")

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
    connection = await asyncpg.connect(place.dsn)
    pool = await open_pool(place.dsn, size=2)
    try:
        async with _alone(connection), open_log(pool, Keyring(place.masters)) as log:
            return await _Rebuild(place, connection, log, progress or _quietly).run(workers)
    finally:
        await connection.close()
        await pool.close()


@asynccontextmanager
async def _alone(connection: Connection) -> AsyncIterator[None]:
    """Be the one rebuild while it lasts; raises RebuildBusyError.

    The lock is given back, not left to the end of the connection: behind a pooler the server sees that later.
    """
    if not await connection.fetchval(sql("rebuild/lock.sql"), SHARD):
        raise RebuildBusyError
    try:
        yield
    finally:
        with suppress(*LOST):  # then the lock is gone with it
            await connection.execute(sql("rebuild/unlock.sql"), SHARD)


def _quietly(_what: str, _done: int, _total: int) -> None:
    pass


class _Rebuild:
    """One run."""

    def __init__(self, place: Place, connection: Connection, log: Log, progress: Progress) -> None:
        self._place = place
        self._connection = connection
        self._log = log
        self._progress = progress
        self._version = projection_version(place.policy)
        self._stuck: dict[UUID, Stuck] = {}

    async def run(self, workers: int) -> Rebuilt:
        position = await self._begin()
        await self._fold(workers)
        await self._index(workers)
        residents, events = await self._total()
        try:
            position = await self._level_and_switch(position)
        except MismatchError:  # another sample might pass by luck
            await self._connection.execute(sql("rebuild/drop_next.sql"))
            raise
        return Rebuilt(residents=residents, events=events, position=position, stuck=len(self._stuck))

    async def _begin(self) -> int:
        """Take up the rebuild that is under way, or begin one; return from where it follows the log."""
        found = await self._connection.fetchrow(sql("rebuild/under_way.sql"), SHARD)
        if found is not None and found["made_by"] == self._version:
            return int(found["position"])
        async with self._connection.transaction():
            await self._connection.execute(sql("rebuild/drop_next.sql"))
            await self._connection.execute(sql("rebuild/begin_next.sql"))
            position = await self._log.head()
            await self._connection.execute(sql("rebuild/begin.sql"), SHARD, self._version, position)
        return position

    async def _total(self) -> tuple[int, int]:
        done = await self._connection.fetch(sql("rebuild/done.sql"), SHARD)
        return sum(r["residents"] for r in done), sum(r["events"] for r in done)

    async def _fold(self, workers: int) -> None:
        """Fold the parts that are not done, each in a transaction of its own."""
        done = {r["part"]: r for r in await self._connection.fetch(sql("rebuild/done.sql"), SHARD)}
        for r in done.values():
            self._set_aside(msgspec.json.decode(r["stuck"], type=list[Stuck]))
        parts = [Part(number=n, of=PARTS) for n in range(PARTS) if n not in done]
        events = sum(r["events"] for r in done.values())
        head = await self._log.head()
        loop, context = asyncio.get_running_loop(), multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(
            workers,
            mp_context=context,
            initializer=start,
            initargs=(self._place,),
        ) as processes:
            running = [loop.run_in_executor(processes, fold_part, part) for part in parts]
            try:
                for finished in asyncio.as_completed(running):
                    folded, stuck = await finished
                    events += folded
                    self._set_aside(stuck)
                    self._progress("folding", events, head)
            finally:
                processes.shutdown(wait=True, cancel_futures=True)

    def _set_aside(self, stuck: Iterable[Stuck]) -> None:
        self._stuck |= {s.resident_id: s for s in stuck}

    async def _index(self, workers: int) -> None:
        """Make the indexes, and out of the rows the rules and sums, side by side; let the planner count."""
        names = [r["name"] for r in await self._connection.fetch(sql("rebuild/indexes.sql"))]
        waiting: list[tuple[tuple[str, ...], ...]] = [
            *((("forget_" + made,), (how,)) for made, how in GATHERED.items()),
            *((("index_next", name),) for name in names),
        ]
        done, steps = 0, len(waiting)
        self._progress("indexing", done, steps)

        async def work() -> None:
            nonlocal done
            connection = await asyncpg.connect(self._place.dsn)
            try:
                while waiting:
                    step = waiting.pop(0)
                    async with connection.transaction():
                        for name, *arguments in step:
                            await connection.execute(sql(f"rebuild/{name}.sql"), *arguments)
                    done += 1
                    self._progress("indexing", done, steps)
            finally:
                await connection.close()

        await asyncio.gather(*(work() for _ in range(workers)))
        for table in TABLES:
            await self._connection.execute(sql(f"rebuild/vacuum_{table}.sql"))

    async def _follow(self, position: int) -> int:
        """Fold those residents anew whom the next changes of the log touch; return the position reached."""
        changes = await self._log.changes(after=position, limit=CHANGES_AT_ONCE)
        if not changes:
            return position
        latest = {change.resident_id: change for change in changes}
        shown = await self._shown(list(latest))
        touched = [r for r, change in latest.items() if change.erased or change.version > shown.get(r, 0)]
        for done in range(0, len(touched), RESIDENTS_AT_ONCE):
            await self._renew(touched[done : done + RESIDENTS_AT_ONCE], changes[-1].position)
            self._progress("following", latest[touched[done]].position, await self._log.head())
        return changes[-1].position

    async def _renew(self, residents: Sequence[UUID], position: int) -> None:
        """Put rows of the newest versions in the place of those of residents; the erased have none."""
        streams, faults = await self._log.load_each(residents)
        self._set_aside(unread(r, fault, position=position) for r, fault in faults.items())
        folded: list[ResidentRows] = []
        for resident_id, stream in streams.items():
            outcome = fold_within(self._place.seconds, stream, self._place.policy, position=position)
            if isinstance(outcome, Stuck):
                self._stuck[resident_id] = outcome
            else:
                folded.append(outcome)
                self._stuck.pop(resident_id, None)
        gone = [r for r in residents if r not in streams and r not in faults]
        for resident_id in gone:
            self._stuck.pop(resident_id, None)
        async with self._connection.transaction():
            await self._remove(gone)
        self._set_aside(await keep_new(self._connection, folded, self._replace, position=position))

    async def _remove(self, residents: Sequence[UUID]) -> None:
        for step in ("uncount_states", "uncount_weeks", *(f"remove_{table}" for table in rows.TABLES)):
            await self._connection.execute(sql(f"rebuild/{step}.sql"), SHARD, residents)

    async def _replace(self, folded: Sequence[ResidentRows]) -> None:
        await self._remove([r.resident_id for r in folded])
        await copy_new(self._connection, folded)
        await self._connection.execute(
            sql("rebuild/add_rules_named.sql"), SHARD, *rows.rules([(r, 0) for r in folded])
        )
        await rows.count(self._connection, [(r, 0) for r in folded], area="rebuild")

    async def _shown(self, residents: Sequence[UUID]) -> Mapping[UUID, int]:
        found = await self._connection.fetch(sql("rebuild/versions.sql"), SHARD, residents)
        return {r["resident_id"]: r["version"] for r in found}

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
            await self._connection.execute(sql("rows/lock.sql"), SHARD)
            head = await self._log.head()
            while position < head:
                position = await self._follow(position)
            await self._compare()
            await self._connection.execute(sql("rebuild/hold_lists.sql"))
            await self._connection.execute(sql("rebuild/switch_next.sql"))
            await self._connection.execute(sql("rebuild/set_checkpoint.sql"), SHARD, position, self._version)
            await self._connection.execute(sql("rebuild/forget_stuck.sql"), SHARD)
            await rows.set_aside(self._connection, list(self._stuck.values()))
        return position

    async def _compare(self) -> None:
        """Compare the rows of some residents with their live folds. Raises MismatchError."""
        sample = [
            r["resident_id"] for r in await self._connection.fetch(sql("rebuild/sample.sql"), SHARD, SAMPLE)
        ]
        shown = await self._shown(sample)
        kept = {
            table: await self._connection.fetch(sql(f"rebuild/{table}_rows.sql"), SHARD, sample)
            for table in rows.COLUMNS
        }
        for resident_id, stream in (await self._log.load_many(sample)).items():
            outcome = fold_within(
                self._place.seconds, stream[: shown[resident_id]], self._place.policy, position=0
            )
            if isinstance(outcome, Stuck) and outcome.fault in EXCEEDED:
                continue
            if not isinstance(outcome, ResidentRows) or not rows.agree(kept, outcome):
                raise MismatchError(str(resident_id))
