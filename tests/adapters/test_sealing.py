"""Seals as time goes by, and a place outside that is away, full, cut off or not a file."""

import asyncio
import errno
import os
import resource
from asyncio import to_thread
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from adapters.postgres.log import Log
from adapters.postgres.log.seals import every_seal, newest
from adapters.sealing import Sealing, read_seals, write
from adapters.seals import Seal
from tests.adapters.lives import adding, opened
from tests.adapters.test_seals import KEY


class Told(list[Exception]):
    """What kept the sealing from its work."""

    def __call__(self, error: Exception) -> None:
        self.append(error)


async def record(log: Log) -> None:
    await log.append(adding(uuid4(), opened()))


def made(size: int) -> Seal:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    return Seal(size=size, root=b"r", sealed_at=at, public_key=b"p", signature=b"s")


async def until(path: Path, sizes: list[int]) -> None:
    async with asyncio.timeout(30):
        while not await to_thread(path.exists) or [s.size for s in read_seals(path)] != sizes:
            await asyncio.sleep(0.01)


async def test_a_dead_place_outside_gets_every_seal_when_it_is_back(log: Log, tmp_path: Path) -> None:
    """Also those made before this server began."""
    path, told = tmp_path / "away" / "seals", Told()
    await record(log)
    before = Sealing(log.pool, KEY, to=str(path), shard=0)
    assert not await before.once(failed=told)
    sealing = Sealing(log.pool, KEY, to=str(path), shard=0)
    task = asyncio.create_task(sealing.run(every=0.01, failed=told))
    for size in (2, 3):
        await record(log)
        async with asyncio.timeout(30):
            while (last := await newest(log.pool, shard=0)) is None or last.size < size:
                await asyncio.sleep(0.01)
    assert sealing.unwritten >= 2
    assert {type(error) for error in told} == {FileNotFoundError}
    path.parent.mkdir()
    await until(path, [1, 2, 3])
    path.unlink()
    await until(path, [1, 2, 3])
    task.cancel()
    assert read_seals(path) == await every_seal(log.pool, shard=0)


async def test_sealing_goes_on_when_the_database_comes_back(
    log: Log, superuser: "asyncpg.Connection[asyncpg.Record]", tmp_path: Path
) -> None:
    await record(log)
    await superuser.execute("ALTER TABLE log.seal RENAME TO away")
    path, told = tmp_path / "seals", Told()
    task = asyncio.create_task(Sealing(log.pool, KEY, to=str(path), shard=0).run(every=0.02, failed=told))
    async with asyncio.timeout(30):
        while len(told) < 3:
            await asyncio.sleep(0.01)
    await superuser.execute("ALTER TABLE log.away RENAME TO seal")
    await until(path, [1])
    task.cancel()


def test_a_file_is_given_what_it_lacks(tmp_path: Path) -> None:
    path = tmp_path / "seals"
    write([made(1)], str(path))
    write([made(1), made(2)], str(path))
    assert read_seals(path) == [made(1), made(2)]
    write([made(1), made(2)], str(path), again=True)
    assert read_seals(path) == [made(1), made(2)] * 2
    assert not made(1).genuine()


def test_a_line_cut_off_spoils_no_other(tmp_path: Path) -> None:
    path = tmp_path / "seals"
    path.write_bytes(b'{"size":1,"ro')
    write([made(1)], str(path))
    assert path.read_bytes().splitlines()[0] == b'{"size":1,"ro'
    path.write_bytes(b"\n".join(path.read_bytes().splitlines()[1:]))
    assert read_seals(path) == [made(1)]


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "seals"
    write([made(1)], str(path))
    before = path.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 20, limits[1]))
    try:
        with pytest.raises(OSError, match=os.strerror(errno.EFBIG)):
            write([made(1), made(2)], str(path))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert path.read_bytes() == before


async def test_a_pipe_is_given_what_was_made_once_somebody_reads(log: Log, tmp_path: Path) -> None:
    """Nobody waits for a reader who does not come."""
    path, told = tmp_path / "pipe", Told()
    os.mkfifo(path)
    sealing = Sealing(log.pool, KEY, to=str(path), shard=0)
    for _ in range(2):
        await record(log)
        assert not await sealing.once(failed=told)
    assert sealing.unwritten == 2
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    assert await sealing.once(failed=told)
    assert await sealing.once(failed=told)
    lines = await to_thread(os.read, reader, 65_536)
    os.close(reader)
    assert lines.count(b"\n") == 2
    assert sealing.unwritten == 0
