"""What a standby takes off its primary: processor time of both servers for each request.

By hand: `python -m tests.benchmarks.standby`. The primary, its standby and the service share this machine, so
that times to answer say little; who spends how much does not depend on what else runs.
"""

import asyncio
import logging
import os
import tempfile
from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path

import structlog

from adapters.binaries import find_bindir
from adapters.embedded import Embedded
from adapters.keys import new_key
from api.settings import WebSettings
from tests.api.office import Office, arrival, event, office
from tests.standby import primary, processes, standby

RESIDENTS = 40
REQUESTS = 600


def spent(server: Embedded) -> float:
    """Return how many milliseconds of processors a server's processes have used, those that ended too."""
    ticks = 0
    for process in processes(server):
        words = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        ticks += sum(map(int, words[11:15]))
    return ticks * 1000 / os.sysconf("SC_CLK_TCK")


async def measured(called: str, ask: Callable[[], Awaitable[object]], servers: tuple[Embedded, ...]) -> None:
    """Say what requests of one kind cost each server."""
    for _ in range(REQUESTS // 20):
        await ask()
    before = [spent(server) for server in servers]
    for _ in range(REQUESTS):
        await ask()
    first, second = ((spent(server) - at) / REQUESTS for server, at in zip(servers, before, strict=True))
    print(f"{called:24} primary {first:6.2f} ms   standby {second:6.2f} ms")


async def compared(servers: tuple[Embedded, Embedded], folder: Path, key: str, url: str | None) -> None:
    """Say what requests cost with a standby that answers, or without."""
    application = servers[0].server.application
    setting = office(application, folder, key=key, web=WebSettings(rate_limit=0), read_database_url=url)
    async with setting as asked:
        residents = [await asked.open(*arrival(family=f"Family {n}")) for n in range(RESIDENTS)]
        numbers = count()
        print("standby answers" if url else "primary answers")

        async def write_and_look() -> None:
            resident = residents[next(numbers) % RESIDENTS]
            await asked.record(resident, event("NoteAdded", "2026-05-01", text="called"))
            await page(asked)

        await asyncio.sleep(2)
        await measured("standing", lambda: asked.get(f"/v1/residents/{residents[0]}"), servers)
        await measured("page of the worklist", lambda: page(asked), servers)
        await measured("search", lambda: asked.get("/v1/residents", q="Family"), servers)
        await measured("a write, then a page", write_and_look, servers)
        if (beside := asked.parts.services.standby) is not None:
            print(f"answered by the standby: {beside.answered}; not: {dict(beside.fell_back)}")


async def page(asked: Office) -> None:
    """Ask for a page of the worklist."""
    assert (await asked.get("/v1/obligations", limit=50)).status_code == 200


def main() -> None:
    """Compare both, on servers of their own."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory(prefix="zairyu-standby-") as name:
        folder, key = Path(name), new_key()
        folder.chmod(0o755)
        with primary(folder / "primary", find_bindir()) as first, standby(first, folder / "copy") as second:
            for url in (None, second.server.application):
                asyncio.run(compared((first, second), folder, key, url))


if __name__ == "__main__":
    main()
