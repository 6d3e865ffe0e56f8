"""Long histories folded apart: one after another, in a process of its own; nobody else waits for them.

What takes longer than its time there is ended. It is tried once more, after all others and with ten times the
time; then the resident stays set aside until a rebuild. What was tried stands in the reason for which a
resident is set aside, so that who leads next does not begin again from the start.
"""

import asyncio
import os
import resource
from collections.abc import Mapping, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from multiprocessing.process import BaseProcess
from typing import Any, Final
from uuid import UUID

import structlog

from adapters.budget import BUDGETS, EXCEEDED, TRIED, WAITS
from adapters.cancelling import end_if_cancelled
from adapters.keys import Keyring
from adapters.postgres.database import Pool, open_pool
from adapters.postgres.errors import FAILED
from adapters.postgres.log import Log, open_log
from adapters.postgres.made_by import projection_version
from adapters.postgres.rows.folding import Place
from adapters.postgres.rows.store import RowStore
from adapters.postgres.rows.writing import forget, set_aside
from adapters.postgres.statements import sql
from adapters.streams import REMEMBERED
from adapters.workers import live_with_the_parent
from projections.projector import LogEntry, Projection, Stuck
from projections.rows.cache import FoldCache

_log = structlog.get_logger("zairyu.projector")

PATIENCE: Final = 0.5
"""Seconds that the projector waits, so that rows of a middling history are level with its position."""
IDLE_SECONDS: Final = 60.0
"""How long the process is kept with nothing to do."""
AGAIN_SECONDS: Final = 1.0
MEMORY: Final = 3 << 30
"""Bytes that the process may take: a history that needs more is set aside, nothing else is harmed."""
NICE: Final = 10
FOLDS: Final = 8


class Apart:
    """Folds residents apart for the process that projects."""

    def __init__(self, pool: Pool, place: Place) -> None:
        self._pool = pool
        self._shard = place.shard
        self._child = _Child(place)
        self._waiting: dict[UUID, tuple[int, LogEntry]] = {}
        self._given_up: set[UUID] = set()
        self._asked, self._settled = asyncio.Event(), asyncio.Condition()

    async def fold(self, changes: Sequence[LogEntry]) -> Mapping[UUID, str]:
        """Have residents folded up to these changes; return who is to be set aside meanwhile, and why."""
        news = [c for c in changes if c.resident_id not in self._given_up]
        self._waiting |= {c.resident_id: (self._waiting.get(c.resident_id, (0, c))[0], c) for c in news}
        self._asked.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE), self._settled:
                await self._settled.wait_for(lambda: not self._left(news))
        return dict.fromkeys(self._left(news), WAITS) | {
            c.resident_id: EXCEEDED[-1] for c in changes if c.resident_id in self._given_up
        }

    def _left(self, changes: Sequence[LogEntry]) -> list[UUID]:
        return [c.resident_id for c in changes if self._waiting.get(c.resident_id, (0, None))[1] is c]

    async def run(self) -> None:
        """Fold whoever waits, those tried least first, until cancelled."""
        try:
            await self._take_up()
            while True:
                end_if_cancelled()
                if self._waiting:
                    resident_id = min(self._waiting, key=lambda r: self._waiting[r][0])
                    await self._fold(resident_id, *self._waiting[resident_id])
                else:
                    await self._something_new()
        finally:
            self._child.end()

    async def _take_up(self) -> None:
        """Go on with those whom the one that led before, or a rebuild since, had set aside for this."""
        found = await self._pool.fetch(sql("rows/stuck.sql"), self._shard)
        self._given_up = {r["resident_id"] for r in found if TRIED.get(r["fault"]) == len(BUDGETS)}
        for r in found:
            resident_id, tried = r["resident_id"], TRIED.get(r["fault"])
            if tried is not None and tried < len(BUDGETS):
                change = LogEntry(r["position"], resident_id, r["version"], erased=False)
                self._waiting.setdefault(resident_id, (tried, change))

    async def _something_new(self) -> None:
        self._asked.clear()
        try:
            async with asyncio.timeout(IDLE_SECONDS):
                await self._asked.wait()
        except TimeoutError:
            self._child.end()
            await self._take_up()

    async def _fold(self, resident_id: UUID, tried: int, change: LogEntry) -> None:
        try:
            error = await self._child.fold(change, BUDGETS[tried])
        except (TimeoutError, OSError, EOFError):  # too long, or ended by the system for want of memory
            await self._exceeded(resident_id, tried, change)
            return
        if error is not None:  # the database: that is no fault of the history
            _log.warning("projector interrupted", error=error)
            await asyncio.sleep(AGAIN_SECONDS)
            return
        if self._waiting[resident_id][1] is change:
            del self._waiting[resident_id]
        async with self._settled:
            self._settled.notify_all()

    async def _exceeded(self, resident_id: UUID, tried: int, change: LogEntry) -> None:
        _log.warning("a history takes too long to fold", resident_id=str(resident_id), tried=tried + 1)
        if tried + 1 < len(BUDGETS):
            self._waiting[resident_id] = tried + 1, self._waiting[resident_id][1]
        else:
            del self._waiting[resident_id]
            self._given_up.add(resident_id)
        stuck = Stuck(
            resident_id=resident_id, version=change.version, position=change.position, fault=EXCEEDED[tried]
        )
        with suppress(*FAILED):
            async with self._pool.acquire() as connection:
                await set_aside(connection, self._shard, [stuck])


class _Child:
    """The process that folds, begun when it is needed and ended when it takes too long."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._begun: tuple[BaseProcess, Any] | None = None

    async def fold(self, change: LogEntry, seconds: float) -> str | None:
        """Have one resident's rows kept; return what went wrong with the database, if anything did.

        Raises TimeoutError, and EOFError or OSError when the process was ended.
        """
        pipe = self._pipe()
        try:
            async with asyncio.timeout(seconds):
                pipe.send(change)
                answer: str | None = await _received(pipe)
        except BaseException:
            self.end()
            raise
        return answer

    def end(self) -> None:
        """End the process, whatever it does."""
        if self._begun is not None:
            process, pipe = self._begun
            self._begun = None
            process.kill()
            process.join()
            pipe.close()

    def _pipe(self) -> Any:
        if self._begun is None:
            context = get_context("spawn")
            here, there = context.Pipe()
            process = context.Process(target=_work, args=(there, self._place), daemon=True)
            process.start()
            there.close()
            self._begun = process, here
        return self._begun[1]


async def _received(pipe: Any) -> Any:
    loop, there = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(pipe.fileno(), there.set)
    try:
        await there.wait()
    finally:
        loop.remove_reader(pipe.fileno())
    return pipe.recv()


def _work(pipe: "Pipe[Any, Any]", place: Place) -> None:
    """Fold whoever is asked for, until the parent has ended."""
    live_with_the_parent()
    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    asyncio.run(_answer(pipe, place))


async def _answer(pipe: "Pipe[Any, Any]", place: Place) -> None:
    pool = await open_pool(place.dsn, size=5)
    async with pool, open_log(pool, Keyring(place.masters), shard=place.shard, remembered=REMEMBERED) as log:
        folds = FoldCache(place.policy, most=FOLDS)
        while True:
            change = pipe.recv()
            try:
                await _keep(pool, log, folds, place, change)
            except Exception as error:  # noqa: BLE001 - the one who asked says so, and asks again
                folds.clear()
                pipe.send(type(error).__name__)
            else:
                pipe.send(None)


async def _keep(pool: Pool, log: Log, folds: FoldCache, place: Place, change: LogEntry) -> None:
    """Keep one resident's rows; whoever was erased meanwhile has none."""
    async with pool.acquire() as connection:
        store = RowStore(pool, connection, projection_version(place.policy), place.shard)
        await Projection(log, store, folds).keep_one(change)
        if await log.erasure(change.resident_id):
            await forget(connection, place.shard, [change.resident_id])
