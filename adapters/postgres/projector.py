"""The projector at work: one process writes rows, the others stand by and take over."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from time import monotonic
from typing import Protocol
from uuid import UUID

import structlog
from msgspec import Struct

from adapters.cancelling import end_if_cancelled
from adapters.ports import EventLog
from adapters.postgres.database import Connection, Pool
from adapters.postgres.errors import NO_TABLE
from adapters.postgres.leading import STAND_BY_SECONDS, leading
from adapters.postgres.made_by import projection_version
from adapters.postgres.rows.store import RowStore
from adapters.postgres.rows.writing import Shown, shown
from adapters.postgres.statements import sql
from domain.policy import Policy
from projections.projector import FoldsApart, Projection
from projections.rows.cache import FoldCache

_log = structlog.get_logger("zairyu.projector")

BATCH = 200
POLL_SECONDS = 0.02
BREATHER_SECONDS = 0.01
"""From one look at the log to the next, at least: what is recorded in between is kept in one transaction."""
LOCK = "zairyu.projector"


class Progress(Struct, frozen=True, kw_only=True):
    """How far the rows are: behind the log by `head` - `position`, made by which version of it all."""

    position: int
    head: int
    stuck: int
    made_by: str | None
    current: str

    @property
    def lag(self) -> int:
        """Entries of the log that the rows do not show yet."""
        return max(self.head - self.position, 0)

    @property
    def outdated(self) -> bool:
        """True when the rows were made by another rulebook, calendar, policy or shape: rebuild them."""
        return self.made_by is not None and self.made_by != self.current


class SetAside(Struct, frozen=True, kw_only=True):
    """A resident whose rows stand still, since when and why."""

    resident_id: UUID
    version: int
    position: int
    fault: str
    since: datetime


class Beside(Protocol):
    """Work of whoever leads, beside that on the rows."""

    async def run(self) -> None:
        """Work until cancelled."""


class RunningApart(FoldsApart, Beside, Protocol):
    """Where long histories are folded, as long as it runs."""


class Projector:
    """Keeps the rows level with the log until cancelled; of several, one works.

    Without a place `apart` for them, long histories are folded here like others. Whoever works tells offices,
    too, where there are `notices` to do it with.
    """

    def __init__(
        self,
        pool: Pool,
        log: EventLog,
        policy: Policy,
        *,
        apart: RunningApart | None = None,
        notices: Beside | None = None,
    ) -> None:
        self._pool = pool
        self._apart = apart
        self._beside = [work for work in (apart, notices) if work is not None]
        self._log = log
        self._shard = log.shard
        self._folds = FoldCache(policy)
        self.version = projection_version(policy)
        self.leading = False

    async def run(self) -> None:
        """Work, or stand by until the one that works is gone. Returns only by cancellation."""
        while True:
            end_if_cancelled()
            try:
                async with self._lead() as connection:
                    if connection is not None:
                        await self._work(connection)
            except Exception as error:  # noqa: BLE001 lists may be late, but must not stay behind for ever
                _log.warning("projector interrupted", error=type(error).__name__)
            await asyncio.sleep(STAND_BY_SECONDS)

    async def tell_outdated(self) -> None:
        """Log a warning when the rows were made by another version than this process would make."""
        progress = await self.progress()
        if progress.outdated:
            _log.warning(
                "lists are of another rulebook, calendar, policy or shape: zairyu rebuild",
                made_by=progress.made_by,
                current=progress.current,
            )

    async def catch_up(self) -> int:
        """Bring the rows level with the log once, whoever leads. Returns the number of changes."""
        async with self._pool.acquire() as connection:
            return await self._follow(connection)

    async def progress(self) -> Progress:
        """Return how far the rows are; without the tables that the log makes again, at their beginning."""
        found, stuck = Shown(0, None, {}), 0
        with suppress(NO_TABLE):
            async with self._pool.acquire() as connection:
                found = await shown(connection, self._shard)
                stuck = len(await connection.fetch(sql("rows/stuck.sql"), self._shard))
        return Progress(
            position=found.position,
            head=await self._log.head(),
            stuck=stuck,
            made_by=found.made_by,
            current=self.version,
        )

    async def stuck(self) -> list[SetAside]:
        """Return the residents set aside, longest first."""
        async with self._pool.acquire() as connection:
            return [SetAside(**r) for r in await connection.fetch(sql("rows/stuck.sql"), self._shard)]

    @asynccontextmanager
    async def _lead(self) -> AsyncIterator[Connection | None]:
        async with leading(self._pool, self._shard, LOCK) as connection:
            if connection is None:
                yield None
                return
            self.leading = True
            try:
                await connection.execute(sql("rebuild/forget_erased.sql"), self._shard, None)
                yield connection
            finally:
                self.leading = False
                self._folds.clear()  # who leads next hears of erasures, this process does not

    async def _work(self, connection: Connection) -> None:
        try:
            async with asyncio.TaskGroup() as beside:
                for work in self._beside:
                    beside.create_task(work.run())
                while True:
                    begun = monotonic()
                    if await self._follow(connection, self._apart):
                        await asyncio.sleep(begun + BREATHER_SECONDS - monotonic())
                    else:
                        await self._something_new()
        except ExceptionGroup as errors:  # one of them failed, and ended the others
            raise errors.exceptions[0] from None

    async def _follow(self, connection: Connection, apart: FoldsApart | None = None) -> int:
        store = RowStore(self._pool, connection, self.version, self._shard)
        projection = Projection(self._log, store, self._folds, breathe=_breathe, apart=apart)
        return await projection.follow(limit=BATCH)

    async def _something_new(self) -> None:
        """Wait for an append of this process, or long enough for another process's."""
        self._log.appended.clear()
        try:
            async with asyncio.timeout(POLL_SECONDS):
                await self._log.appended.wait()
        except TimeoutError:
            pass


async def _breathe() -> None:
    await asyncio.sleep(0)
