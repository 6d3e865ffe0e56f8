"""Several processes that serve one address: what each answers and counts holds for all of them."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from asyncio import to_thread
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx

from tests.api.office import arrival
from tests.api.process import Served, served
from tests.conftest import Dsns

RULE = 'zairyu_requests_total{method="GET",route="/v1/rules/{rule_id}",status="%d"}'


def _shared(folder: Path) -> list[str]:
    """Return the names of what the processes share, none when they have ended."""
    return [file.name for file in folder.glob("zairyu-processes-*/*")]


async def _processes(folder: Path) -> dict[int, int]:
    """Return the process id of each of the two processes, by its number, once they count."""
    async with asyncio.timeout(60):
        while True:
            noted = [name.split(".") for name in _shared(folder) if name.startswith("process.")]
            if len(noted) == 2:
                return {int(number): int(pid) for _, number, pid in noted}
            await asyncio.sleep(0.02)


@asynccontextmanager
async def _connected(server: Served, *, not_to: int) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client with a connection to the one of two processes that is not held up meanwhile."""
    headers = {"Authorization": f"Bearer {server.token}"}
    async with httpx.AsyncClient(base_url=server.address, headers=headers, timeout=60) as client:
        await _connect(client, not_to)
        yield client


async def _connect(client: httpx.AsyncClient, not_to: int) -> None:
    os.kill(not_to, signal.SIGSTOP)
    try:
        assert (await client.get("/health/live")).status_code == 200
    finally:
        os.kill(not_to, signal.SIGCONT)


async def _value(client: httpx.AsyncClient, name: str) -> float:
    """Return the sum of what a metric says; of one series when its labels are given."""
    page = (await client.get("/metrics")).text
    return sum(map(float, re.findall(rf"^{re.escape(name)}(?:{{.*}})? (\S+)$", page, re.MULTILINE)))


async def test_two_processes_count_limit_and_end_as_one(database: Dsns, tmp_path: Path) -> None:
    """Whichever is asked, and when one of them is killed: nothing counted goes back, no limit begins anew."""
    settings = {"ZAIRYU_WORKERS": "2", "ZAIRYU_RATE_LIMIT": "0.001", "ZAIRYU_RATE_BURST": "24"}
    shared = {"ZAIRYU_DATABASE_URL": database.application, "TMPDIR": str(tmp_path)}
    with served(tmp_path, **shared, **settings) as server:
        pids = await _processes(tmp_path)
        async with _connected(server, not_to=pids[1]) as first, _connected(server, not_to=pids[0]) as second:
            await _spend(first, second)
            for client in (first, second):
                await _come_to(client, [20, 2, 2, 2])
                assert await _value(client, "zairyu_request_seconds_count") >= 26
                assert await _value(client, "zairyu_log_head") == 8
                assert await _value(client, "zairyu_pool_connections") >= 2
                for number in (0, 1):
                    memory = f'process_resident_memory_bytes{{process="{number}"}}'
                    assert await _value(client, memory) > 1 << 20

            os.kill(pids[0], signal.SIGKILL)
            with suppress(httpx.TransportError):
                await first.get("/health/live")
            async with asyncio.timeout(60):
                while pids[0] in (again := await _processes(tmp_path)).values():
                    assert (await _counted(second))[:3] == [20, 2, 2]
            await _connect(first, again[1])
            assert (await first.get("/v1/rules/ADR-1")).status_code == 429
            for client in (first, second):
                await _come_to(client, [20, 3, 2, 2])
        assert '"event":"a process that served has died"' in server.log.read_text()
        assert await to_thread(server.end, signal=signal.SIGTERM) == 0
        assert _shared(tmp_path) == []


async def _spend(first: httpx.AsyncClient, second: httpx.AsyncClient) -> None:
    """Ask for all that one token may: 24 units, at both processes; what one wrote, the other one reads."""
    for writer, reader in ((first, second), (second, first)):
        opened = await writer.post("/v1/residents", json={"events": arrival()})
        path = f"/v1/residents/{opened.json()['resident_id']}"
        assert (await reader.get(path)).status_code == 200
    for client in (first, second) * 10:
        assert (await client.get("/v1/rules/ADR-1")).status_code == 200
    for client in (first, second):
        refused = await client.get("/v1/rules/ADR-1")
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 900


async def _counted(client: httpx.AsyncClient) -> list[float]:
    """Return how many were shown a rule, how many refused, and how many appended and connected."""
    names = (RULE % 200, RULE % 429, "zairyu_append_items", "zairyu_connections")
    return [await _value(client, name) for name in names]


async def _come_to(client: httpx.AsyncClient, expected: list[float]) -> None:
    """Wait until a process says so: what another one knows alone is shown every second."""
    async with asyncio.timeout(30):
        while await _counted(client) != expected:
            await asyncio.sleep(0.05)


async def test_processes_that_cannot_serve_say_why_and_end(database: Dsns, tmp_path: Path) -> None:
    """Not the owner of the log: as one process does, instead of beginning again for ever."""
    settings = {
        **os.environ, "ZAIRYU_PORT": "0", "ZAIRYU_DATABASE_URL": database.owner, "ZAIRYU_DATA": str(tmp_path),
        "ZAIRYU_WORKERS": "2", "TMPDIR": str(tmp_path),
    }  # fmt: skip
    command = [str(Path(sys.executable).with_name("zairyu")), "serve"]
    done = await to_thread(
        subprocess.run, command, env=settings, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert "Error: " in done.stderr
    assert "Traceback" not in done.stderr
    assert _shared(tmp_path) == []
