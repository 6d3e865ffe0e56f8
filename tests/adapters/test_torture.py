"""Faults at length (`make torture`): programs and servers killed at random under load, a full disk.

After each: every acknowledged event is there, once, and the whole log verifies.
"""

import asyncio
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest

from adapters.embedded import Embedded
from adapters.keys import Keyring
from adapters.ports import LogUnavailable
from adapters.postgres.database import open_pool
from adapters.postgres.log import open_log
from adapters.postgres.migrate import migrate
from adapters.postgres.projector import Projector
from adapters.postgres.rows.comparing import differing
from adapters.verification import verify
from domain.policy import DEFAULT
from tests.adapters.conftest import MASTER
from tests.adapters.lives import adding, moved, note, opened

EVENTS = 12
"""After so many a writer turns to another resident."""

WRITER = """
import asyncio, sys
from uuid import uuid4
import uvloop
from adapters.keys import Keyring, MasterKey
from adapters.postgres.database import open_pool
from adapters.postgres.log import open_log
from tests.adapters.lives import adding, note, opened

MASTER = MasterKey(b"m" * 32)

async def main():
    pool = await open_pool(sys.argv[1])
    async with pool, open_log(pool, Keyring([MASTER]), shard=0) as log:
        async def write():
            resident, version = uuid4(), 0
            while True:
                await log.append(adding(resident, note() if version else opened(), after=version))
                version += 1
                sys.stdout.write(f"{resident} {version}\\n")
                sys.stdout.flush()
        await asyncio.gather(*[write() for _ in range(16)])

uvloop.run(main())
"""

PROJECTOR = """
import asyncio, sys
import uvloop
from adapters.keys import Keyring, MasterKey
from adapters.postgres.database import open_pool
from adapters.postgres.log import open_log
from adapters.postgres.projector import Projector
from domain.policy import DEFAULT

MASTER = MasterKey(b"m" * 32)

async def main():
    pool = await open_pool(sys.argv[1])
    async with pool, open_log(pool, Keyring([MASTER]), shard=0) as log:
        print("projecting", flush=True)
        await Projector(pool, log, DEFAULT).run()

uvloop.run(main())
"""


@pytest.fixture
def own() -> Iterator[Embedded]:
    """A server of its own, durable as in production."""
    path = Path(tempfile.mkdtemp(prefix="zairyu-torture-"))
    path.chmod(0o755)
    server = Embedded(path / "data")
    server.start()
    asyncio.run(migrate(server.server.owner, server.server.application))
    yield server
    server.stop()
    shutil.rmtree(path, ignore_errors=True)


def kill_programs(server: Embedded, rounds: int) -> None:
    """Kill a writing program at random moments; nothing that it was told is lost."""
    chance = random.Random(rounds)
    acknowledged: dict[UUID, int] = {}
    for _ in range(rounds):
        command = [sys.executable, "-c", WRITER, server.server.application]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(chance.uniform(0, 0.5))
        process.kill()
        rest, _ = process.communicate(timeout=60)
        for line in (first + rest).splitlines():
            parts = line.split()
            if len(parts) == 2 and len(parts[0]) == 36:
                acknowledged[UUID(parts[0])] = max(int(parts[1]), acknowledged.get(UUID(parts[0]), 0))
    assert len(acknowledged) >= rounds
    asyncio.run(check(server, acknowledged))


async def check(server: Embedded, acknowledged: dict[UUID, int]) -> None:
    keyring = Keyring([MASTER])
    pool = await open_pool(server.server.application)
    async with pool, open_log(pool, keyring, shard=0) as log:
        for resident, version in acknowledged.items():
            stream = await log.load(resident)
            assert [r.version for r in stream] == list(range(1, len(stream) + 1))
            assert len(stream) >= version
        await Projector(pool, log, DEFAULT).catch_up()
        assert (await differing(pool, log, DEFAULT, sample=1000))[1] == []
        report = await verify(pool, keyring=keyring, shard=0)
        assert report.clean, report.faults
        assert report.entries >= sum(acknowledged.values())


async def kill_postmasters(server: Embedded, rounds: int) -> None:
    """Kill the postmaster under load and start it again; writers that wait are told the truth.

    What rows it had not put on the disk yet are made from the log again.
    """
    chance = random.Random(rounds)
    acknowledged: dict[UUID, int] = {}
    pool = await open_pool(server.server.application)
    stop = asyncio.Event()
    async with pool, open_log(pool, Keyring([MASTER]), shard=0) as log:

        async def write() -> None:
            resident = uuid4()
            while not stop.is_set():
                version = acknowledged.get(resident, 0)
                told = opened() if not version else note() if version % 2 else moved()
                try:
                    await log.append(adding(resident, told, after=version))
                    acknowledged[resident] = version + 1
                    resident = resident if version < EVENTS else uuid4()
                except LogUnavailable:
                    resident = uuid4()
                    await asyncio.sleep(0.1)

        writers = [asyncio.create_task(write()) for _ in range(16)]
        command = (sys.executable, "-c", PROJECTOR, server.server.application)
        projecting = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
        assert projecting.stdout is not None
        assert await projecting.stdout.readline() == b"projecting\n"
        for _ in range(rounds):
            await asyncio.sleep(chance.uniform(0.1, 0.6))
            pid = server.pid()
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            await asyncio.to_thread(start_again, server)
        stop.set()
        await asyncio.gather(*writers)
        projecting.kill()
        await projecting.wait()
    await check(server, acknowledged)


def start_again(server: Embedded) -> None:
    again = Embedded(server.root)
    again.start()
    again.stop()


def test_a_program_killed_once_and_again(own: Embedded) -> None:
    kill_programs(own, 2)


async def test_a_postmaster_killed_once(own: Embedded) -> None:
    await kill_postmasters(own, 1)


@pytest.mark.torture
def test_two_hundred_killed_programs(own: Embedded) -> None:
    kill_programs(own, 200)


@pytest.mark.torture
async def test_thirty_killed_postmasters(own: Embedded) -> None:
    await kill_postmasters(own, 30)


@pytest.mark.torture
@pytest.mark.skipif(os.geteuid() != 0, reason="mounts a small disk")
def test_a_full_disk() -> None:
    """Appends fail while the disk is full and go on when there is room; none is lost, none is half there."""
    disk = Path(tempfile.mkdtemp(prefix="zairyu-disk-"))
    mount = ["mount", "-t", "tmpfs", "-o", "size=160m,mode=755", "tmpfs", str(disk)]
    if subprocess.run(mount, check=False).returncode:
        pytest.skip("cannot mount a small disk here")
    try:
        asyncio.run(fill(disk))
    finally:
        subprocess.run(["umount", str(disk)], check=False)
        disk.rmdir()


async def fill(disk: Path) -> None:
    server = Embedded(disk / "data")
    server.start()
    await migrate(server.server.owner, server.server.application)
    ballast = disk / "ballast"
    acknowledged: dict[UUID, int] = {}
    pool = await open_pool(server.server.application)
    async with pool, open_log(pool, Keyring([MASTER]), shard=0) as log:
        ballast.write_bytes(b"0" * max(0, shutil.disk_usage(disk).free - (6 << 20)))
        failed = 0
        while failed < 5:
            resident = uuid4()
            try:
                await log.append(adding(resident, opened(), *[note("x" * 1900)] * 40))
                acknowledged[resident] = 41
            except (LogUnavailable, asyncpg.PostgresError):
                failed += 1
        ballast.unlink()
        start_again(server)
        for _ in range(50):
            try:
                await log.append(adding(uuid4(), opened()))
                break
            except LogUnavailable:
                await asyncio.sleep(0.2)
    await check(server, acknowledged)
    server.stop()
