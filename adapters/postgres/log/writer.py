"""The group-commit writer: appends that wait at the same moment travel in one call.

Each keeps its own verdict. What is answered is committed; when a connection breaks between commit and answer
the call is sent again, which is safe: an event id that is already there answers as recorded, not twice.
"""

import asyncio
from collections import deque
from collections.abc import Hashable, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple, cast
from uuid import UUID

from asyncpg import DataError, IntegrityConstraintViolationError
from msgspec import Struct

from adapters.ports import LogBusy
from adapters.postgres.database import Pool, Record
from adapters.postgres.errors import LOST, translated
from adapters.postgres.statements import sql

MOST_EVENTS = 1000
"""Events in one call: the head row is locked while they are inserted, so a call stays short."""
MOST_WAITING = 10_000
LANES = 2
"""Calls under way at once: while one commits, the next is prepared."""
RECONNECT_SECONDS = (0.0, 0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 2.0)

MICROSECOND = timedelta(microseconds=1)

VerdictCode = Literal["done", "repeated", "conflict", "key-reused", "card-taken", "erased"]


class Verdict(Struct, frozen=True):
    """What became of one item; see log.append."""

    code: VerdictCode
    position: int | None
    recorded_at: datetime | None
    resident_id: UUID | None
    first_version: int | None
    last_version: int | None
    number: str | None


class EventRow(NamedTuple):
    """One event to insert."""

    resident_id: UUID
    version: int
    event_id: UUID
    topic: str
    body: bytes
    meta: str


class Item(Struct, frozen=True, kw_only=True):
    """One append: taken whole or refused.

    `streams` are (resident, version before its first new event, id of the event of that version or None for
    any); `new_keys` the data keys of new ones.
    """

    rows: Sequence[EventRow]
    streams: Sequence[tuple[UUID, int, UUID | None]]
    person: str | None = None
    key: str | None = None
    digest: bytes | None = None
    new_keys: Sequence[tuple[UUID, bytes]] = ()
    claims: frozenset[str] = frozenset()
    releases: frozenset[str] = frozenset()

    def touches(self) -> list[Hashable]:
        """Return what no other item of the same call may touch."""
        touched: list[Hashable] = [resident for resident, *_ in self.streams]
        if self.key is not None:
            touched.append((self.person, self.key))
        if self.claims or self.releases:
            touched += [*self.claims, *self.releases]
        return touched


class Writer:
    """Collects items and sends them, a few calls at a time, over connections of its own.

    `calls` and `items` count what was sent: how many items travel together is their ratio.
    """

    def __init__(self, pool: Pool, *, shard: int, master: str = "", lanes: int = LANES) -> None:
        self.pool = pool
        self.shard = shard
        self.master = master
        self.appended = asyncio.Event()
        self.calls = 0
        self.items = 0
        self._waiting: deque[tuple[Item, asyncio.Future[Verdict]]] = deque()
        self._idle = lanes
        self._lanes: set[asyncio.Task[None]] = set()
        self._statement = sql("log/append.sql")

    async def submit(self, item: Item) -> Verdict:
        """Return the verdict on this item once it is durable.

        Raises LogBusy when too many wait, and the library's errors when the database refuses or is gone.
        """
        if len(self._waiting) >= MOST_WAITING:
            raise LogBusy
        future: asyncio.Future[Verdict] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._idle:
            self._start_lane()
        return await future

    async def close(self) -> None:
        """Wait until everything submitted has its verdict."""
        while self._lanes:
            await asyncio.wait(set(self._lanes))

    def _start_lane(self) -> None:
        self._idle -= 1
        lane = asyncio.create_task(self._run())
        self._lanes.add(lane)
        lane.add_done_callback(self._lanes.discard)

    async def _run(self) -> None:
        """Send calls as long as items wait; the next caller starts the lane again."""
        try:
            await asyncio.sleep(0)  # callers of this turn of the loop join the same call
            while batch := self._take():
                await self._settle(batch)
        finally:
            self._idle += 1

    def _take(self) -> list[tuple[Item, asyncio.Future[Verdict]]]:
        """Return waiting items in order that touch nothing in common; those that do keep waiting."""
        batch: list[tuple[Item, asyncio.Future[Verdict]]] = []
        touched: set[Hashable] = set()
        put_back: list[tuple[Item, asyncio.Future[Verdict]]] = []
        events = 0
        while self._waiting and events < MOST_EVENTS:
            item, future = self._waiting.popleft()
            if future.done():
                continue
            keys = item.touches()
            if touched.isdisjoint(keys):
                batch.append((item, future))
                events += len(item.rows)
            else:
                put_back.append((item, future))
            touched.update(keys)
        self._waiting.extendleft(reversed(put_back))
        return batch

    async def _settle(self, batch: list[tuple[Item, asyncio.Future[Verdict]]]) -> None:
        self.calls += 1
        self.items += len(batch)
        try:
            with translated():
                verdicts = await self._send([item for item, _ in batch])
        except Exception as error:  # noqa: BLE001 - it is handed to whoever waits
            await self._settle_failed(batch, error)
            return
        for (_, future), verdict in zip(batch, verdicts, strict=True):
            if not future.done():
                future.set_result(verdict)
        self.appended.set()

    async def _settle_failed(
        self, batch: list[tuple[Item, asyncio.Future[Verdict]]], error: Exception
    ) -> None:
        """A fault of one item's data fails the call for all: then each is sent alone."""
        if len(batch) > 1 and isinstance(error.__cause__, DataError | IntegrityConstraintViolationError):
            for single in batch:
                await self._settle([single])
            return
        for _, future in batch:
            if not future.done():
                future.set_exception(error)

    async def _send(self, items: Sequence[Item]) -> list[Verdict]:
        arguments = columns(items, shard=self.shard, master=self.master)
        for delay in RECONNECT_SECONDS:
            try:
                return verdicts(items, await self._call(arguments))
            except LOST:
                if self.pool.is_closing():
                    raise
                await asyncio.sleep(delay)
        return verdicts(items, await self._call(arguments))

    async def _call(self, arguments: Sequence[Any]) -> Sequence[Record]:
        async with self.pool.acquire() as connection:
            return await connection.fetch(self._statement, *arguments)


def verdicts(items: Sequence[Item], answer: Sequence[Record]) -> list[Verdict]:
    """Return the verdict on each item out of the rows that log.append answers."""
    refused = {row[0]: Verdict(*row[1:]) for row in answer}
    start = refused.pop(0)
    position, recorded_at = cast("int", start.position), cast("datetime", start.recorded_at)
    found = []
    taken = 0
    for n, item in enumerate(items, start=1):
        verdict = refused.get(n)
        if verdict is None:
            at = recorded_at + taken * MICROSECOND
            verdict = Verdict("done", position + taken, at, None, None, None, None)
            taken += len(item.rows)
        found.append(verdict)
    return found


def columns(items: Sequence[Item], *, shard: int, master: str) -> tuple[Any, ...]:
    """Return the arguments of append.sql for these items."""
    numbered = list(enumerate(items, start=1))
    keyed = [(n, item.person, item.key, item.digest) for n, item in numbered if item.key is not None]
    streams = [(n, *stream) for n, item in numbered for stream in item.streams]
    rows = [(n, *row) for n, item in numbered for row in item.rows]
    new = [(n, *key) for n, item in numbered for key in item.new_keys]
    claims = [(n, number) for n, item in numbered for number in item.claims]
    releases = [(n, number) for n, item in numbered for number in item.releases]
    return (
        shard,
        *_transposed(keyed, 4),
        *_transposed(streams, 4),
        *_transposed(rows, 7),
        *_transposed(new, 3),
        master,
        *_transposed(claims, 2),
        *_transposed(releases, 2),
    )


def _transposed(rows: Sequence[Sequence[Any]], width: int) -> Sequence[Sequence[Any]]:
    return list(zip(*rows, strict=True)) if rows else [()] * width
