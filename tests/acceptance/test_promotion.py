"""A standby is promoted as docs/operations.md says, after its primary was killed under callers who record."""

import asyncio
import os
import signal
import tempfile
from asyncio import to_thread
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from adapters.embedded import Embedded
from adapters.keys import new_key
from tests.acceptance.test_manual import commands, pasted
from tests.api.office import arrival
from tests.api.process import Served, served
from tests.standby import AT_ONCE, FASTER, killed, primary

CALLERS = 6
RECORDED = 60
"""Files opened before the primary is killed; as many callers as there are ask for more at that moment."""


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every user can enter: root's servers run as another one."""
    with tempfile.TemporaryDirectory(prefix="zairyu-promotion-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


class Callers:
    """Callers who open one file after another, and what they were told."""

    def __init__(self, service: Served) -> None:
        self._service = service
        self.acknowledged: list[str] = []
        self._enough = asyncio.Event()

    async def record(self, first: Embedded) -> None:
        """Record, kill the primary in the midst of it, and wait no longer for answers."""
        async with self._client() as client:
            recording = [asyncio.create_task(self._open(client)) for _ in range(CALLERS)]
            await self._enough.wait()
            await to_thread(killed, first)
            await asyncio.wait(recording, timeout=0.2)
            for task in recording:
                task.cancel()
            await asyncio.wait(recording)

    async def missing(self, service: Served, position: int) -> list[str]:
        """Return whom a service does not know of those whose files were opened, once lists are level."""
        self._service = service
        async with self._client() as client:
            await client.get("/v1/residents", params={"wait_for": position})
            answers = [await client.get(f"/v1/residents/{resident}") for resident in self.acknowledged]
        return [r for r, answer in zip(self.acknowledged, answers, strict=True) if answer.status_code != 200]

    def _client(self) -> httpx.AsyncClient:
        headers = {"Authorization": f"Bearer {self._service.token}"}
        return httpx.AsyncClient(base_url=self._service.address, headers=headers, timeout=10)

    async def _open(self, client: httpx.AsyncClient) -> None:
        with suppress(httpx.HTTPError):
            while (
                answer := await client.post("/v1/residents", json={"events": arrival()})
            ).status_code == 201:
                self.acknowledged.append(answer.json()["resident_id"])
                if len(self.acknowledged) >= RECORDED:
                    self._enough.set()

    async def _opened(self, client: httpx.AsyncClient) -> httpx.Response:
        return await client.post("/v1/residents", json={"events": arrival()})


def owned(folder: Path, server: Embedded) -> None:
    """Give a folder to the user that a server runs as."""
    if server.user is not None:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, server.user.pw_uid, server.user.pw_gid)


@pytest.fixture
def first(server: Embedded, place: Path) -> Iterator[Embedded]:
    with primary(place / "primary", server.bindir) as found:
        yield found


@pytest.fixture
def second(first: Embedded, place: Path) -> Iterator[Embedded]:
    """A server without a cluster yet."""
    found = Embedded(place / "standby", bindir=first.bindir, settings={**FASTER, **AT_ONCE})
    found.root.mkdir()
    yield found
    found.stop()


@pytest.mark.torture
async def test_what_was_acknowledged_a_standby_that_commits_wait_for_has_after_its_promotion(
    first: Embedded, second: Embedded, place: Path
) -> None:
    copy, wait, promote, look = commands("A standby, and its promotion")
    urls = {
        "PRIMARY_URL": first.dsn("postgres", "postgres"), "STANDBY_DATA": str(second.cluster),
        "STANDBY_URL": second.dsn("postgres", "postgres"),
    }  # fmt: skip
    await pasted(copy, urls)
    owned(second.root, first)
    await to_thread(second.start)
    await pasted(wait, urls)
    (place / "service").mkdir()
    more = {"ZAIRYU_KEY": new_key(), "ZAIRYU_DATA": str(place / "service")}
    with served(place / "service", **pointed_at(first), **more) as service:
        callers = Callers(service)
        await callers.record(first)
        service.end(signal=signal.SIGKILL)
    await pasted(promote, urls)
    with served(place / "service", **pointed_at(second), **more) as service:
        assert len(callers.acknowledged) >= RECORDED
        assert await callers.missing(service, 4 * len(callers.acknowledged)) == []
        said = await pasted(look, {**pointed_at(second), **more})
    assert said.endswith("clean\n")


def pointed_at(server: Embedded) -> dict[str, str]:
    return {
        "ZAIRYU_DATABASE_URL": server.server.application,
        "ZAIRYU_OWNER_DATABASE_URL": server.server.owner,
    }
