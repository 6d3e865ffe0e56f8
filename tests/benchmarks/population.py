"""Many invented residents: written once into a folder of their own, and used again by the next run."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import asyncpg

from adapters.embedded import Server, embedded
from adapters.keys import MasterKey
from adapters.postgres.migrate import migrate, schema_digest
from adapters.postgres.rows.folding import Place
from adapters.postgres.rows.rebuild import rebuild
from api.cli.demo.populating import populate
from domain.policy import DEFAULT
from tests.benchmarks.ground import table

MASTERS = (MasterKey(b"b" * 32),)
TODAY = date(2026, 11, 23)


def asked_for(usual: int) -> int:
    """Return how many residents a run shall have: ZAIRYU_BENCH_RESIDENTS, or what is usual."""
    return int(os.environ.get("ZAIRYU_BENCH_RESIDENTS", usual))


@contextmanager
def population(residents: int) -> Iterator[Server]:
    """A server for so many residents; a small one is thrown away, a large one stays for the next run."""
    folder = Path(tempfile.gettempdir()) / f"zairyu-bench-{residents}-{schema_digest()}"
    folder.mkdir(mode=0o755, exist_ok=True)
    with embedded(folder / "data", settings={"shared_buffers": "1GB", "max_wal_size": "8GB"}) as running:
        yield running
    if residents < 100_000:
        shutil.rmtree(folder, ignore_errors=True)


async def filled(running: Server, residents: int) -> None:
    """Write the population, unless it is there."""
    await migrate(running.owner, running.application)
    if await _asked(running, "SELECT position FROM log.head"):
        return
    begun = time.perf_counter()
    events = await populate(running.owner, MASTERS, residents=residents, seed=1, today=TODAY, shard=0)
    seconds = time.perf_counter() - begun
    table("population", ["residents", "events", "seconds"], [[residents, events, seconds]])


async def listed(running: Server) -> None:
    """Make the rows of the lists, unless some are there."""
    if not await _asked(running, "SELECT EXISTS (SELECT FROM lists.resident)"):
        await rebuild(Place(dsn=running.application, masters=MASTERS, policy=DEFAULT, shard=0))


async def _asked(running: Server, question: str) -> object:
    connection = await asyncpg.connect(running.application)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()
