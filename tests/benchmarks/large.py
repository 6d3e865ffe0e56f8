"""A whole office, a whole country: rebuild, lists, projector and import over many residents.

    ZAIRYU_BENCH_RESIDENTS=1000000 python -m tests.benchmarks large

The population stays in a folder of its own and is used again; a million residents take some 40 GB.
"""

import asyncio
import base64
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from statistics import quantiles
from subprocess import PIPE
from uuid import UUID, uuid4

import asyncpg
import msgspec
import uvloop
from msgspec import Struct

from adapters.collector import spare_the_collector
from adapters.embedded import Server
from adapters.exchange.transfer import import_file
from adapters.ports import Append, Author, VersionConflict
from adapters.postgres.log import Log
from adapters.postgres.projector import Projector
from adapters.postgres.rows.folding import Place
from adapters.postgres.rows.rebuild import Rebuilt, rebuild
from adapters.postgres.statements import sql
from adapters.streams import REMEMBERED
from adapters.workers import Workplace
from api.cli.demo.lives import life
from domain.events import CaseEvent, Moved, NoteAdded
from domain.events.types import Address
from domain.policy import DEFAULT
from tests.benchmarks.ground import log as opened
from tests.benchmarks.ground import server, table
from tests.benchmarks.lists import asked_of_lists
from tests.benchmarks.population import MASTERS, TODAY, asked_for, filled, population
from tests.benchmarks.telling import offices_told

RESIDENTS = asked_for(4000)
AUTHOR = Author(person="bench", role="caseworker", office="01101")
NOTED = NoteAdded(occurred_on=TODAY, text="Came to the counter.")
MOVED = Moved(occurred_on=TODAY, address=Address(municipality_code="01101", line="Kita 1, Nishi 2"))
WRITES = 50
CALLS_OF_ONE = 20
"""Events a second that one caller of the benchmark is asked to record."""
GIGABYTES = """
SELECT sum(pg_total_relation_size(oid))::float8 / 1e9 FROM pg_class
WHERE relnamespace = $1::text::regnamespace AND relkind = 'r'
"""
ANYBODY = """
SELECT (
    SELECT resident_id FROM keys.data_key WHERE shard = 0 AND resident_id > drawn ORDER BY resident_id LIMIT 1
) FROM unnest($1::uuid[]) AS drawn
"""
IMPORTED = min(RESIDENTS // 2, 5000)


class Written(Struct, kw_only=True):
    """Appends while something else went on."""

    count: int = 0


def main() -> None:
    """Print the figures of one population."""
    with population(RESIDENTS) as running:
        uvloop.run(measured(running))
    with server() as fresh:
        uvloop.run(imported(fresh))


async def measured(running: Server) -> None:
    await filled(running, RESIDENTS)
    async with opened(running, remembered=REMEMBERED) as log:
        spare_the_collector()
        await rebuilt(running, log)
        await asked_of_lists(log, TODAY)
        await offices_told(log, writing, TODAY, writes=WRITES)
        await followed(running, log)


async def rebuilt(running: Server, log: Log) -> None:
    """Rebuild all rows while events are recorded."""
    connection = await asyncpg.connect(running.application)
    await connection.execute(sql("rebuild/begin.sql"), 0, None)
    await connection.close()
    begun = time.perf_counter()
    async with writing(log, WRITES) as written:
        done: Rebuilt = await rebuild(
            Place(dsn=running.application, masters=MASTERS, policy=DEFAULT, shard=0)
        )
    seconds = time.perf_counter() - begun
    of_log, of_rows = [await log.pool.fetchval(GIGABYTES, schema) for schema in ("log", "lists")]
    table(
        f"rebuild, both axes, 2 processes, {WRITES} writes/s asked for (at least 8,000 events/s, aim 20,000)",
        ["residents", "events", "seconds", "events/s", "written meanwhile", "log GB", "rows GB"],
        [[done.residents, done.events, seconds, done.events / seconds, written.count, of_log, of_rows]],
    )


@asynccontextmanager
async def writing(log: Log, rate: float, *, among: int = 2000) -> AsyncIterator[Written]:
    """Record so many events a second for as long as the body runs, about so many residents in turn."""
    written = Written()
    found = await log.pool.fetch(ANYBODY, [uuid4() for _ in range(among)])
    ids = [r["resident_id"] for r in found if r["resident_id"] is not None]
    clerks = max(1, round(rate / CALLS_OF_ONE))
    tasks = [asyncio.create_task(_write(log, rate / clerks, ids[n::clerks], written)) for n in range(clerks)]
    try:
        yield written
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _write(log: Log, rate: float, ids: list[UUID], written: Written) -> None:
    begun = time.perf_counter()
    for count, resident_id in enumerate(cycle(ids)):
        await asyncio.sleep(max(0.0, begun + count / rate - time.perf_counter()))
        await told(log, resident_id, MOVED if count % 2 else NOTED)
        written.count += 1


async def told(log: Log, resident_id: UUID, event: CaseEvent) -> None:
    """Record what a resident told."""
    while True:
        version = len(await log.load(resident_id))
        with suppress(VersionConflict):
            await log.append(
                Append(resident_id=resident_id, expected_version=version, events=(event,), author=AUTHOR)
            )
            return


async def followed(running: Server, log: Log, *, seconds: float = 10.0) -> None:
    """Measure how far behind rows are at some rates of recording, in a process of its own and in this one."""
    await Projector(log.pool, log, DEFAULT).catch_up()
    rows = []
    for where, projecting in (("beside", _beside(running)), ("here", _here(log))):
        async with projecting:
            for rate, among, bound in ((10, 2000, 50), (500, 2000, 250), (500, 500 * round(seconds), 250)):
                async with writing(log, rate, among=among) as written:
                    begun = time.perf_counter()
                    behind = await _lags(log, until=begun + seconds)
                    taken = written.count / (time.perf_counter() - begun)
                cuts = quantiles(behind, n=100) if len(behind) > 1 else [seconds * 1000] * 99  # never level
                rows.append([where, rate, among, taken, cuts[49], cuts[98], bound])
    head = [
        "projector",
        "events/s asked",
        "about residents",
        "events/s taken",
        "p50 ms",
        "p99 ms",
        "p99 at most",
    ]
    table("projector behind the log, half of the events moves", head, rows)


@asynccontextmanager
async def _here(log: Log) -> AsyncIterator[None]:
    working = asyncio.create_task(Projector(log.pool, log, DEFAULT).run())
    try:
        yield
    finally:
        working.cancel()


@asynccontextmanager
async def _beside(running: Server) -> AsyncIterator[None]:
    """`zairyu project`, as a machine for an office runs it."""
    key = base64.b64encode(MASTERS[0].secret).decode()
    environment = {**os.environ, "ZAIRYU_DATABASE_URL": running.application, "ZAIRYU_KEY": key}
    command = str(Path(sys.executable).with_name("zairyu"))
    process = await asyncio.create_subprocess_exec(command, "project", env=environment, stdout=PIPE)
    try:
        assert process.stdout is not None
        while b"projecting" not in (line := await process.stdout.readline()):
            assert line, "zairyu project did not start"
        yield
    finally:
        process.terminate()
        await process.wait()


async def _lags(log: Log, *, until: float) -> list[float]:
    """Return, for events seen at the log's head, the milliseconds until rows showed them."""
    found = []
    while time.perf_counter() < until:
        head, begun = await log.head(), time.perf_counter()
        while await log.pool.fetchval("SELECT position FROM projection.checkpoint") < head:
            await asyncio.sleep(0.001)
        found.append((time.perf_counter() - begun) * 1000)
        await asyncio.sleep(0.013)
    return found


async def imported(fresh: Server) -> None:
    """Import a file with all checks into an empty log."""
    with tempfile.NamedTemporaryFile(suffix=".ndjson") as file:
        for number in range(IMPORTED):
            for line in life(2, number, TODAY):
                file.write(msgspec.json.encode({"resident": str(number), "event": line.event}) + b"\n")
        file.flush()
        site = Workplace(dsn=fresh.application, masters=MASTERS, policy=DEFAULT, shard=0)
        rows = []
        for what, check in (("check only", True), ("recorded", False), ("again", False)):
            begun = time.perf_counter()
            done = await import_file(Path(file.name), site, AUTHOR, today=TODAY, check=check)
            seconds = time.perf_counter() - begun
            rows.append([what, done.lines, done.recorded, done.refused, seconds, done.lines / seconds])
    table(
        "import with all checks, 2 processes (at least 5,000 events/s, aim 20,000)",
        ["", "lines", "taken", "refused", "seconds", "lines/s"],
        rows,
        [f"at {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, load {os.getloadavg()[0]:.1f}"],
    )


if __name__ == "__main__":
    main()
