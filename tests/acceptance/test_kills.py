"""Processes killed under callers over HTTP: the server, its PostgreSQL, both; at length in `make torture`.

After each: every acknowledged fact is there, once; log, lists and card numbers held verify.
"""

import asyncio
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from asyncio import to_thread
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from adapters.embedded import Embedded
from tests.api.office import arrival
from tests.api.process import Served, served

CALLERS = 8
AT_ONCE = 32
KINDS = ("server", "postmaster", "both")
ZAIRYU = str(Path(sys.executable).with_name("zairyu"))


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder for a server and its own PostgreSQL, where every user can enter."""
    path = Path(tempfile.mkdtemp(prefix="zairyu-kills-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


class _Callers:
    """Callers who record one resident after another, and ask again with the same key until they are told."""

    def __init__(self, address: str) -> None:
        headers = {"Authorization": "Bearer token-of-a-test-process"}
        self.client = httpx.AsyncClient(base_url=address, headers=headers, timeout=30)
        self.facts: dict[str, dict[str, Any]] = {}
        self.acknowledged: dict[str, str] = {}
        self.statuses: set[int] = set()
        self._ending = False
        self._tasks: list[asyncio.Task[None]] = []

    async def _record(self) -> None:
        while not self._ending:
            key = uuid4().hex
            self.facts[key] = {"events": arrival()}
            while (resident := await self.told(key)) is None:
                await asyncio.sleep(0.05)
            self.acknowledged[key] = resident
            await asyncio.sleep(0.02)

    async def told(self, key: str) -> str | None:
        """Record with this key; return the resident, None when nobody answered or could."""
        with suppress(httpx.TransportError, AttributeError):  # the second for one lost as it was made: anyio
            answer = await self.client.post(
                "/v1/residents", json=self.facts[key], headers={"Idempotency-Key": key}
            )
            self.statuses.add(answer.status_code)
            if answer.status_code == 201:
                return str(answer.json()["resident_id"])
        return None

    def begin(self) -> None:
        """Let them work until `end`."""
        self._tasks = [asyncio.create_task(self._record()) for _ in range(CALLERS)]

    async def end(self) -> None:
        """Let each end when it was told."""
        self._ending = True
        async with asyncio.timeout(60):
            await asyncio.gather(*self._tasks)

    async def go_on(self) -> None:
        """Wait until they were told something new."""
        enough = len(self.acknowledged) + 2 * CALLERS
        async with asyncio.timeout(60):
            while len(self.acknowledged) < enough:
                await asyncio.sleep(0.02)


async def _kill(kind: str, server: Served, data: Path) -> None:
    if kind != "server" and (pid := Embedded(data).pid()):
        os.kill(pid, signal.SIGKILL)
    if kind != "postmaster":
        await to_thread(server.end, signal=signal.SIGKILL)


async def kills(kind: str, folder: Path, rounds: int) -> None:
    """Kill at random moments under callers; a server that lives on is not started again."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    chance, data = random.Random(rounds), folder / "data"
    settings = {"ZAIRYU_DATA": str(data), "ZAIRYU_PORT": port, "ZAIRYU_RATE_LIMIT": "0"}
    callers = _Callers(f"http://127.0.0.1:{port}")
    killed = 0
    async with callers.client:
        callers.begin()
        while killed < rounds:
            with served(folder, **settings) as server:
                while killed < rounds and server.process.poll() is None:
                    await callers.go_on()
                    await asyncio.sleep(chance.uniform(0, 0.5))
                    await _kill(kind, server, data)
                    killed += 1
                if server.process.poll() is None:
                    await callers.go_on()
                    assert await to_thread(server.end, signal=signal.SIGTERM) == 0
        with served(folder, **settings):
            await callers.go_on()
            await callers.end()
            await _look(callers, {**os.environ, **settings})


async def _look(callers: _Callers, environment: dict[str, str]) -> None:
    """Every key still tells its one resident, whose facts are there once, and all verifies."""
    assert callers.statuses <= {201, 503}, callers.statuses
    assert len(set(callers.acknowledged.values())) == len(callers.acknowledged)
    keys = list(callers.acknowledged)
    for start in range(0, len(keys), AT_ONCE):
        await asyncio.gather(*[_there_once(callers, key) for key in keys[start : start + AT_ONCE]])
    verify = [ZAIRYU, "verify", "--rows"]
    verified = await to_thread(
        subprocess.run, verify, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr


async def _there_once(callers: _Callers, key: str) -> None:
    resident = callers.acknowledged[key]
    assert await callers.told(key) == resident
    history = (await callers.client.get(f"/v1/residents/{resident}/events")).json()["items"]
    assert [item["version"] for item in history] == list(range(1, len(arrival()) + 1))


async def test_a_postgresql_that_cannot_come_back_is_said_and_keeps_nobody_waiting(folder: Path) -> None:
    """Readiness says what is waited for, another command ends with a sentence, SIGTERM ends the server."""
    data = folder / "data"
    with served(folder, ZAIRYU_DATA=str(data)) as server:
        control = next(data.glob("pg*/global")) / "pg_control"
        control.rename(control.with_name("away"))
        await _kill("postmaster", server, data)
        async with httpx.AsyncClient(base_url=server.address, timeout=5) as client:
            ready = await client.get("/health/ready")
        assert (ready.status_code, ready.json()["type"]) == (503, "/problems/unavailable")
        assert "Waiting for PostgreSQL" in ready.json()["detail"]
        listing, mine = [ZAIRYU, "token", "list"], {**os.environ, "ZAIRYU_DATA": str(data)}
        listed = await to_thread(
            subprocess.run, listing, env=mine, capture_output=True, text=True, check=False, timeout=30
        )
        assert (listed.returncode, listed.stderr[:31]) == (1, "Error: PostgreSQL did not start")
        begun = time.monotonic()
        assert await to_thread(server.end, signal=signal.SIGTERM) == 0
        assert time.monotonic() - begun < 5
        assert "PostgreSQL is not there yet" in server.log.read_text()


async def test_a_kill_over_http(folder: Path) -> None:
    """The short form: the server lives on, and brings its PostgreSQL back."""
    await kills("postmaster", folder, 1)


@pytest.mark.torture
@pytest.mark.parametrize("kind", KINDS)
async def test_thirty_kills_over_http(kind: str, folder: Path) -> None:
    """Nothing lost, nothing doubled."""
    await kills(kind, folder, 30)
