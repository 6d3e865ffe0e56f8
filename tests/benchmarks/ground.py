"""What the benchmarks stand on: a durable server of their own, callers that keep asking, a table to print."""

import asyncio
import os
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from statistics import median

import asyncpg
from msgspec import Struct
from msgspec.structs import replace

from adapters.embedded import Server, embedded
from adapters.keys import Keyring, MasterKey
from adapters.postgres.database import open_pool
from adapters.postgres.log import Log, open_log
from adapters.postgres.migrate import migrate

SECONDS = float(os.environ.get("ZAIRYU_BENCH_SECONDS", "3"))
ROUNDS = int(os.environ.get("ZAIRYU_BENCH_ROUNDS", "3"))
WARM_UP = 0.7
KEYRING = Keyring([MasterKey(b"b" * 32)])


class Figure(Struct, frozen=True, kw_only=True):
    """Calls per second, their latencies in milliseconds, and processor time per call in microseconds."""

    rate: float
    p50: float
    p99: float
    here: float = 0.0
    server: float = 0.0


@contextmanager
def server() -> Iterator[Server]:
    """A fresh server, as durable as in production; it is thrown away."""
    path = Path(tempfile.mkdtemp(prefix="zairyu-bench-"))
    path.chmod(0o755)
    try:
        with embedded(path / "data") as running:
            asyncio.run(migrate(running.owner, running.application))
            yield running
    finally:
        shutil.rmtree(path, ignore_errors=True)


@asynccontextmanager
async def log(running: Server, *, size: int = 8, remembered: int = 0) -> AsyncIterator[Log]:
    """The log over a pool that is open to the full."""
    pool = await open_pool(running.application, size=size, smallest=size)
    async with pool, open_log(pool, KEYRING, remembered=remembered, shard=0) as found:
        yield found


async def drive(call: Callable[[], Awaitable[object]], *, until: float, latencies: list[float]) -> None:
    """Ask again and again until the clock says so; what was answered before the start does not count."""
    while (began := time.perf_counter()) < until:
        await call()
        latencies.append(time.perf_counter() - began)


async def measured(calls: Sequence[Callable[[], Awaitable[object]]], *, seconds: float = SECONDS) -> Figure:
    """Let all callers ask at once: first to warm up, then for the figure."""
    until = time.perf_counter() + WARM_UP
    await asyncio.gather(*[drive(call, until=until, latencies=[]) for call in calls])
    latencies: list[float] = []
    here, there, began = time.process_time(), server_time(), time.perf_counter()
    await asyncio.gather(*[drive(call, until=began + seconds, latencies=latencies) for call in calls])
    found = figure(latencies, time.perf_counter() - began)
    each = 1_000_000 / len(latencies)
    return replace(found, here=(time.process_time() - here) * each, server=(server_time() - there) * each)


def server_time() -> float:
    """Return the processor time, in seconds, of the benchmark's server, as far as its processes live."""
    ticks = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if (folder / "comm").read_text(encoding="utf-8").strip() == "postgres" and ours(folder):
                fields = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
                ticks += int(fields[11]) + int(fields[12])
        except OSError:
            continue
    return ticks / os.sysconf("SC_CLK_TCK")


def ours(folder: Path) -> bool:
    """Return whether this process of PostgreSQL is the benchmark's: it works in the cluster's folder."""
    return "zairyu-bench-" in str((folder / "cwd").readlink())


def figure(latencies: Sequence[float], seconds: float) -> Figure:
    """Return the figure of these calls."""
    ordered = sorted(latencies)
    return Figure(
        rate=len(ordered) / seconds,
        p50=ordered[len(ordered) // 2] * 1000,
        p99=ordered[int(len(ordered) * 0.99)] * 1000,
    )


def typical(figures: Sequence[Figure]) -> Figure:
    """Return the round in the middle by rate."""
    return sorted(figures, key=lambda f: f.rate)[len(figures) // 2]


def middle(values: Sequence[float]) -> float:
    """Return the median."""
    return median(values)


def table(
    title: str, head: Sequence[str], rows: Sequence[Sequence[object]], notes: Sequence[str] = ()
) -> None:
    """Print one table."""
    cells = [
        [f"{c:,.2f}" if isinstance(c, float) else f"{c:,}" if isinstance(c, int) else str(c) for c in row]
        for row in rows
    ]
    widths = [max(len(str(row[n])) for row in [head, *cells]) for n in range(len(head))]
    print(f"\n{title}")
    for row in [head, ["-" * w for w in widths], *cells]:
        print("  ".join(str(c).rjust(w) for c, w in zip(row, widths, strict=True)))
    for said in notes:
        print(f"  {said}")


async def plain(dsn: str, number: int) -> "list[asyncpg.Connection[asyncpg.Record]]":
    """Open as many connections."""
    return [await asyncpg.connect(dsn) for _ in range(number)]
