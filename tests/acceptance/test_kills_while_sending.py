"""A server killed after a receiver took a fact and before that is written down: it comes again, same id."""

import asyncio
import os
import signal
from base64 import b64encode
from pathlib import Path

import httpx

from tests.adapters.conftest import MASTER
from tests.api.office import arrival, event
from tests.api.process import Served, served
from tests.conftest import Dsns
from tests.receiver import Behaviour, Delivery, Receiver, authority, receiver


async def test_what_a_killed_server_had_sent_comes_again_under_its_id(database: Dsns, tmp_path: Path) -> None:
    trusted = authority(tmp_path)
    environment = {
        "ZAIRYU_DATABASE_URL": database.application, "ZAIRYU_OWNER_DATABASE_URL": database.owner,
        "ZAIRYU_KEY": b64encode(MASTER.secret).decode(), "ZAIRYU_WEBHOOK_ALLOW": "127.0.0.0/8",
        "SSL_CERT_FILE": str(trusted.file),
    }  # fmt: skip
    async with receiver(trusted) as there:
        with served(tmp_path, None, (), **environment) as server:
            resident = await asyncio.to_thread(_begin, server, there)
            await _until(there, 4)
            there.behave = _Kill(server, there)
            await asyncio.to_thread(_record, server, resident, "first", "second")
            assert await asyncio.to_thread(server.process.wait, 30) == -signal.SIGKILL
        taken = [came.id for came in there.taken]
        there.behave = lambda _: 200
        with served(tmp_path, None, (), **environment) as server:
            await _until(there, 7)
            await asyncio.to_thread(_record, server, resident, "third")
            await _until(there, 8)
    versions = [came.event["data"]["version"] for came in there.taken]
    assert versions == [1, 2, 3, 4, 5, 5, 6, 7]
    assert there.taken[5].id == taken[4]
    assert len({came.id for came in there.taken}) == 7


class _Kill:
    """Takes a fact, and kills who sent it before the answer is on its way."""

    def __init__(self, server: Served, there: Receiver) -> None:
        self.server, self.there = server, there

    def __call__(self, came: Delivery) -> Behaviour:
        os.kill(self.server.process.pid, signal.SIGKILL)
        self.there.taken.append(came)
        return "vanish"


def _begin(server: Served, there: Receiver) -> str:
    with _client(server) as client:
        made = client.post("/v1/webhooks", json={"url": there.url, "kinds": ["resident.recorded"]})
        assert made.status_code == 201, made.text
        opened = client.post("/v1/residents", json={"events": arrival()})
        return str(opened.json()["resident_id"])


def _record(server: Served, resident: str, *notes: str) -> None:
    events = [event("NoteAdded", "2026-05-01", text=note) for note in notes]
    with _client(server) as client:
        answer = client.post(f"/v1/residents/{resident}/events", json={"events": events})
        assert answer.status_code == 201, answer.text


def _client(server: Served) -> httpx.Client:
    return httpx.Client(base_url=server.address, headers={"Authorization": f"Bearer {server.token}"})


async def _until(there: Receiver, count: int) -> None:
    async with asyncio.timeout(30):
        while len(there.taken) < count:
            await asyncio.sleep(0.02)
