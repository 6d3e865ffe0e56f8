"""Many invented residents: written once into a folder of their own, and used again by the next run."""

import base64
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg
import uvloop

from adapters.collector import spare_the_collector
from adapters.embedded import Server, embedded
from adapters.keys import MasterKey
from adapters.postgres.migrate import migrate, schema_digest
from adapters.postgres.rows.folding import Place
from adapters.postgres.rows.rebuild import rebuild
from adapters.settings import Settings
from api.cli.demo.populating import populate
from api.logs import configure
from api.serving import Running, running
from api.settings import WebSettings
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


async def filled(server: Server, residents: int) -> None:
    """Write the population, unless it is there."""
    await migrate(server.owner, server.application)
    if await _asked(server, "SELECT position FROM log.head"):
        return
    begun = time.perf_counter()
    events = await populate(server.owner, MASTERS, residents=residents, seed=1, today=TODAY, shard=0)
    seconds = time.perf_counter() - begun
    table("population", ["residents", "events", "seconds"], [[residents, events, seconds]])


async def listed(server: Server) -> None:
    """Make the rows of the lists, unless some are there."""
    if not await _asked(server, "SELECT EXISTS (SELECT FROM lists.resident)"):
        await rebuild(Place(dsn=server.application, masters=MASTERS, policy=DEFAULT, shard=0))


def asked_of(
    residents: int,
    measured: Callable[[Running], Coroutine[Any, Any, None]],
    *,
    token: str | None = None,
    project: bool = False,
    **web: Any,
) -> None:
    """Run the application over so many residents and their lists, and what measures it."""
    configure(level=logging.WARNING)

    async def run(server: Server) -> None:
        await filled(server, residents)
        await listed(server)
        settings = Settings(
            today=TODAY, token=token, key=base64.b64encode(MASTERS[0].secret).decode(), seal_every=0,
            database_url=server.application,
        )  # fmt: skip
        limits = WebSettings(rate_limit=0, **web)
        async with running(server.application, settings, limits, project=project) as parts:
            spare_the_collector()
            await measured(parts)

    with population(residents) as server:
        uvloop.run(run(server))


async def _asked(server: Server, question: str) -> object:
    connection = await asyncpg.connect(server.application)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()
