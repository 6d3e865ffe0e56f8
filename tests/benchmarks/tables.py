"""A list of 50,000 rows as CSV and as a workbook: how long it takes, and how long others wait meanwhile.

    ZAIRYU_BENCH_RESIDENTS=20000 python -m tests.benchmarks tables

Everything is asked of the application itself, in this process: the others are somebody who reads one standing
after the other. The processor's time is that of both.
"""

import asyncio
import random
import resource
import time
from collections.abc import Sequence
from statistics import quantiles
from typing import Any

from adapters.threads import SWITCH_SECONDS
from api.edge import ASGI
from api.serving import Running
from tests.benchmarks.ground import table
from tests.benchmarks.population import asked_for, asked_of

RESIDENTS = asked_for(20_000)
TOKEN = "benchmark-token-benchmark-token"
LISTS = ("/v1/obligations", "/v1/residents")
PAUSE = 0.004
"""Between two questions of the others."""


def main() -> None:
    """Print the tables."""
    import sys

    sys.setswitchinterval(SWITCH_SECONDS)  # as the server does
    asked_of(RESIDENTS, _measured, token=TOKEN, request_timeout=600)


async def _measured(parts: Running) -> None:
    ids = await parts.services.pool.fetch("SELECT resident_id FROM lists.resident LIMIT 300")
    residents = [str(r["resident_id"]) for r in ids]
    rows: list[list[object]] = [["nothing", "", "", "", "", *await _others(parts.app, residents, _pause())]]
    for path in LISTS:
        rows += [await _taken(parts.app, residents, path, form) for form in ("csv", "xlsx")]
    title = f"a whole list as a file over {RESIDENTS:,} residents, and a standing read meanwhile"
    heads = ["file", "rows", "MB", "seconds", "processor s", "standing p50 ms", "p99 ms", "longest ms"]
    table(title, heads, rows)
    table("memory", ["most MB"], [[resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]])


async def _pause() -> None:
    await asyncio.sleep(3)


async def _taken(app: ASGI, residents: Sequence[str], path: str, form: str) -> list[object]:
    size, rows, seconds = 0, 0, 0.0

    async def take() -> None:
        nonlocal size, rows, seconds
        begun = time.perf_counter()
        body = await _ask(app, path, f"format={form}")
        seconds = time.perf_counter() - begun
        size = len(body)
        rows = body.count(b"\r\n") - 1 if form == "csv" else 0

    used = time.process_time()
    waited = await _others(app, residents, take())
    return [f"{path} {form}", rows or "", size / 1e6, seconds, time.process_time() - used, *waited]


async def _others(app: ASGI, residents: Sequence[str], meanwhile: Any) -> list[float]:
    """Return p50, p99 and the longest of standings read one after the other as long as something lasts."""
    choice, found = random.Random(3), []
    work = asyncio.ensure_future(meanwhile)
    while not work.done():
        begun = time.perf_counter()
        await _ask(app, f"/v1/residents/{choice.choice(residents)}", "")
        found.append((time.perf_counter() - begun) * 1000)
        await asyncio.sleep(PAUSE)
    await work
    cuts = quantiles(found, n=100)
    return [cuts[49], cuts[98], max(found)]


async def _ask(app: ASGI, path: str, query: str) -> bytes:
    """Return the body of an answer."""
    body = bytearray()
    status = 0

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        nonlocal status
        status = message.get("status", status)
        body.extend(message.get("body", b""))

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": path, "raw_path": path.encode(), "root_path": "", "query_string": query.encode(),
        "headers": [(b"host", b"127.0.0.1"), (b"authorization", f"Bearer {TOKEN}".encode())],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }  # fmt: skip
    await app(scope, receive, send)
    assert status == 200, bytes(body[:300])
    return bytes(body)
