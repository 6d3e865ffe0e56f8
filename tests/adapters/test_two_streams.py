"""An append to two streams: in both or in neither, whatever comes between."""

import asyncio
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from adapters.embedded import Embedded
from adapters.keys import Keyring
from adapters.ports import Append, OtherStream, Replayed, ResidentErased, VersionConflict
from adapters.postgres.database import open_pool
from adapters.postgres.log import Log, open_log
from adapters.postgres.log.erasure import erase
from adapters.postgres.log.writer import Item, Writer
from adapters.verification import verify
from domain.events import FilesMerged, FilesUnmerged
from domain.events.merging import Role
from domain.history import merges
from tests.adapters.lives import DESK, adding, note, opened, recorded
from tests.adapters.proxy import proxied
from tests.conftest import Dsns

if TYPE_CHECKING:
    from pathlib import Path

    import asyncpg

TODAY = date(2026, 11, 27)


def merging(one: UUID, other: UUID, *, at: tuple[int, int] = (1, 1), key: str | None = None) -> Append:
    """Merge the other file into the first, on top of these versions; where they are, take them apart."""

    def event(about: UUID, role: Role) -> FilesMerged | FilesUnmerged:
        if at[0] % 2:
            return FilesMerged(occurred_on=TODAY, other=about, role=role, entries=at[1], reason="r")
        return FilesUnmerged(occurred_on=TODAY, other=about, role=role, reason="r")

    return replace(
        adding(one, event(other, "surviving"), after=at[0], key=(key, b"d") if key else None),
        beside=OtherStream(resident_id=other, expected_version=at[1], events=(event(one, "merged"),)),
    )


async def two(log: Log) -> tuple[UUID, UUID]:
    one, other = uuid4(), uuid4()
    await log.append(adding(one, opened()))
    await log.append(adding(other, opened("Sita")))
    return one, other


async def versions(log: Log, *residents: UUID) -> list[int]:
    return [len(await log.load(resident)) for resident in residents]


async def test_what_two_streams_tell_stands_in_both_side_by_side(log: Log) -> None:
    one, other = await two(log)
    (answered,) = await recorded(log, merging(one, other))
    there = (await log.load(other))[-1]
    here = (await log.load(one))[-1]
    assert replace(here, merged=()) == answered
    assert (there.position, here.position) == (3, 4)
    assert there.recorded_at < here.recorded_at
    assert [fact.version for fact in here.merged] == [1]
    assert (await verify(log.pool, keyring=log.keyring, shard=0)).clean


@pytest.mark.parametrize("at", [(1, 2), (2, 1)])
async def test_a_stream_that_has_moved_on_keeps_the_entry_out_of_both(log: Log, at: tuple[int, int]) -> None:
    one, other = await two(log)
    with pytest.raises(VersionConflict):
        await log.append(merging(one, other, at=at))
    assert await versions(log, one, other) == [1, 1]
    assert await log.head() == 2


async def test_a_stream_that_was_erased_keeps_the_entry_out_of_the_other(log: Log) -> None:
    one, other = await two(log)
    await log.load(other)
    await erase(log.pool, other, reason="court-order", author=DESK, shard=0)
    with pytest.raises(VersionConflict):  # whoever decides again finds out why
        await log.append(merging(one, other))
    with pytest.raises(ResidentErased):
        await log.load(other)
    assert await versions(log, one) == [1]


async def test_a_repeated_key_answers_with_the_entry_of_the_first_stream_alone(log: Log) -> None:
    one, other = await two(log)
    first = await recorded(log, merging(one, other, key="k"))
    await log.append(adding(one, note(), after=2))
    again = await log.append(merging(one, other, at=(3, 2), key="k"))
    assert isinstance(again, Replayed)
    assert [replace(event, merged=()) for event in again.events] == list(first)
    assert await versions(log, one, other) == [3, 2]


async def test_a_connection_cut_between_commit_and_answer_records_it_once(
    server: Embedded, database: Dsns, keyring: Keyring, tmp_path: "Path"
) -> None:
    async with proxied(str(server.sockets), tmp_path) as proxy:
        pool = await open_pool(f"postgresql://zairyu_app@/{database.name}?host={tmp_path}")
        async with pool, open_log(pool, keyring, shard=0) as log:
            one, other = await two(log)
            for version in range(1, 5):
                proxy.armed = True
                (event,) = await recorded(log, merging(one, other, at=(version, version)))
                assert (event.resident_id, event.version) == (one, version + 1)
            assert proxy.cuts == 4
            assert await versions(log, one, other) == [5, 5]


async def test_nothing_travels_with_what_touches_either_of_its_streams(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Merges among three residents and notes on them, all at once: a call never has two on one stream."""
    sent: list[list[Item]] = []
    send = Writer._send

    async def seen(self: Writer, items: list[Item]) -> object:
        sent.append(items)
        return await send(self, items)

    monkeypatch.setattr(Writer, "_send", seen)
    a, b = await two(log)
    c, d = await two(log)
    answers = await asyncio.gather(
        *[log.append(merging(*pair)) for pair in ((a, b), (b, c), (c, a), (b, a))],
        *[log.append(adding(resident, note(), after=1)) for resident in (a, b, c, d)],
        return_exceptions=True,
    )
    assert {type(answer) for answer in answers} == {tuple, VersionConflict}
    for items in sent:
        residents = [resident for item in items for resident, *_ in item.streams]
        assert len(residents) == len(set(residents))
    assert max(map(len, sent)) > 1
    assert len(await log.load(d)) == 2
    for resident in (a, b, c):
        for held in merges(await log.load(resident)):
            assert any(getattr(r.event, "other", None) == resident for r in await log.load(held))


PROGRAM = """
import asyncio, sys
import uvloop
from adapters.keys import Keyring, MasterKey
from adapters.postgres.database import open_pool
from adapters.postgres.log import open_log
from tests.adapters.test_two_streams import merging, two

async def main():
    pool = await open_pool(sys.argv[1])
    async with pool, open_log(pool, Keyring([MasterKey(b"m" * 32)]), shard=0) as log:
        async def work():
            pair = await two(log)
            for version in range(1, 1000):
                await log.append(merging(*pair, at=(version, version)))
                print(*pair, version + 1, flush=True)
        await asyncio.gather(*[work() for _ in range(8)])

uvloop.run(main())
"""


async def test_a_program_killed_at_any_moment_leaves_the_entry_in_both_or_in_neither(
    database: Dsns, keyring: Keyring, pool: "asyncpg.Pool[asyncpg.Record]"
) -> None:
    process = subprocess.Popen(  # noqa: ASYNC220 it is killed at once
        [sys.executable, "-c", PROGRAM, database.application], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(40)]
    process.kill()
    lines += process.communicate(timeout=60)[0].splitlines()
    told = {
        tuple(map(UUID, line.split()[:2])): int(line.split()[2]) for line in lines if line.count(" ") == 2
    }
    assert len(told) == 8
    async with open_log(pool, keyring, shard=0) as log:
        for pair, version in told.items():
            here, there = await versions(log, *pair)
            assert here == there >= version
        assert (await verify(pool, keyring=keyring, shard=0)).clean
