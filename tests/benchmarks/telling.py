"""Telling offices of many residents: the first start, a day beside writes, one event."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date, timedelta
from statistics import quantiles
from typing import Any

from adapters.clock import Clock
from adapters.postgres.log import Log
from adapters.postgres.made_by import projection_version
from adapters.postgres.projector import Projector
from adapters.postgres.telling import Teller
from domain.policy import DEFAULT
from projections.notices import Telling
from tests.benchmarks.ground import table

Writing = Callable[[Log, float], AbstractAsyncContextManager[Any]]
"""Records so many events a second as long as it lasts."""
NOTICES = "SELECT count(*) FROM log.told"
ENTRIES = "SELECT position FROM log.notice_head"
TOLD_OF = "SELECT position FROM projection.noticed"
TOLD_DAY = "SELECT day FROM projection.noticed"


async def offices_told(
    log: Log, writing: Writing, today: date, *, writes: float, seconds: float = 10.0
) -> None:
    """Measure how long offices take to be told: of all files, of a day, of an event."""
    await Projector(log.pool, log, DEFAULT).catch_up()
    begun = time.perf_counter()
    await _teller(log, today).catch_up()
    rows = [["first start", time.perf_counter() - begun, await log.pool.fetchval(NOTICES), ""]]
    for ahead in (1, 2):
        before, tomorrow = await log.pool.fetchval(ENTRIES), today + timedelta(days=ahead)
        async with writing(log, writes) as written:
            begun = time.perf_counter()
            async with telling(log, tomorrow):
                while await log.pool.fetchval(TOLD_DAY) != tomorrow:
                    await asyncio.sleep(0.05)
                took = time.perf_counter() - begun
            entries = await log.pool.fetchval(ENTRIES) - before
        rows.append([f"day, {writes:g} writes/s", took, entries, written.count])
    table(
        "offices told (of a day at most 60 s, aim 20)",
        ["", "seconds", "entries of the notice log", "written meanwhile"],
        rows,
    )
    async with telling(log, tomorrow), writing(log, 10):
        behind = await _behind(log, until=time.perf_counter() + seconds)
    cuts = quantiles(behind, n=100)
    table(
        "from an event in the log to offices told of it, 10 events/s (p99 at most 200 ms)",
        ["events", "p50 ms", "p99 ms"],
        [[len(behind), cuts[49], cuts[98]]],
    )


@asynccontextmanager
async def telling(log: Log, today: date) -> AsyncIterator[None]:
    """Project and tell as a server does."""
    working = asyncio.create_task(Projector(log.pool, log, DEFAULT, notices=_teller(log, today)).run())
    try:
        yield
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)


def _teller(log: Log, today: date) -> Teller:
    return Teller(log.pool, log, Clock(today), Telling(), projection_version(DEFAULT))


async def _behind(log: Log, *, until: float) -> list[float]:
    """Return, for events seen at the log's head, the milliseconds until offices had been told."""
    found = []
    while time.perf_counter() < until:
        told, begun = await log.head(), time.perf_counter()
        while (head := await log.head()) == told:
            await asyncio.sleep(0.001)
            begun = time.perf_counter()
        while await log.pool.fetchval(TOLD_OF) < head:
            await asyncio.sleep(0.001)
        found.append((time.perf_counter() - begun) * 1000)
    return found
