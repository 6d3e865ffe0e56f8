"""The log's contract: all or nothing, one order, keys and card numbers, who recorded what."""

import asyncio
from datetime import timedelta
from itertools import pairwise
from uuid import uuid4

import asyncpg
import pytest

from adapters.keys import Keyring
from adapters.ports import CardNumberTaken, KeyReused, Replayed, VersionConflict
from adapters.postgres.log import Log, open_log
from tests.adapters.lives import DESK, adding, note, opened, recorded


async def test_what_is_recorded_is_read_back(log: Log) -> None:
    resident = uuid4()
    first = await recorded(log, adding(resident, opened(), note("a")))
    second = await recorded(log, adding(resident, note("b"), after=2, override="the chief said so"))
    stream = await log.load(resident)
    assert (*first, *second) == tuple(stream)
    assert [(r.version, r.position) for r in stream] == [(1, 1), (2, 2), (3, 3)]
    assert [r.event for r in stream] == [opened(), note("a"), note("b")]
    assert [r.override for r in stream] == [None, None, "the chief said so"]
    assert {(r.recorded_by, r.office) for r in stream} == {(DESK.person, DESK.office)}
    assert await log.feed(after=0, limit=10) == stream
    assert await log.feed(after=1, limit=1) == stream[1:2]
    assert await log.load_many([resident, uuid4()]) == {resident: stream}
    assert [(c.position, c.version, c.erased) for c in await log.changes(after=1, limit=9)] == [
        (2, 2, False),
        (3, 3, False),
    ]
    assert await log.head() == 3


async def test_a_stream_that_is_not_there_is_empty(log: Log) -> None:
    assert await log.load(uuid4()) == []
    assert await log.head() == 0
    assert await log.feed(after=0, limit=5) == []


@pytest.mark.parametrize("expected", [0, 1, 3, 9])
async def test_any_other_version_is_a_conflict(log: Log, expected: int) -> None:
    resident = uuid4()
    await log.append(adding(resident, opened(), note()))
    with pytest.raises(VersionConflict) as caught:
        await log.append(adding(resident, note(), after=expected))
    assert caught.value.actual == 2
    assert await log.head() == 2


async def test_a_version_ahead_of_no_stream_is_a_conflict(log: Log) -> None:
    with pytest.raises(VersionConflict) as caught:
        await log.append(adding(uuid4(), note(), after=4))
    assert caught.value.actual == 0


async def test_instants_only_grow_and_are_returned_as_stored(log: Log) -> None:
    resident = uuid4()
    answered = [*await recorded(log, adding(resident, opened(), note(), note()))]
    answered += await recorded(log, adding(uuid4(), opened()))
    read = await log.feed(after=0, limit=10)
    assert [r.recorded_at for r in answered] == [r.recorded_at for r in read]
    assert all(a.recorded_at < b.recorded_at for a, b in pairwise(read))


async def test_a_clock_set_back_does_not_turn_the_log_back(
    log: Log, superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    ahead = await superuser.fetchval(
        "UPDATE log.head SET recorded_at = clock_timestamp() + interval '1 hour' RETURNING recorded_at"
    )
    (event,) = await recorded(log, adding(uuid4(), opened()))
    assert event.recorded_at == ahead + timedelta(microseconds=1)


async def test_a_repeated_key_answers_again(log: Log) -> None:
    resident = uuid4()
    first = await recorded(log, adding(resident, opened(), note(), key=("k", b"d")))
    again = await log.append(adding(uuid4(), opened("Other"), key=("k", b"d")))
    assert again == Replayed(first)
    assert await log.replay("hanako", "k", b"d") == first
    assert await log.replay("taro", "k", b"d") is None
    assert await log.head() == 2


async def test_a_key_for_another_request_is_refused(log: Log) -> None:
    await log.append(adding(uuid4(), opened(), key=("k", b"d")))
    with pytest.raises(KeyReused):
        await log.append(adding(uuid4(), opened(), key=("k", b"e")))
    with pytest.raises(KeyReused):
        await log.replay("hanako", "k", b"e")
    assert await log.head() == 1


async def test_a_concurrent_duplicate_gets_the_same_answer(log: Log) -> None:
    answers = await asyncio.gather(
        *[log.append(adding(uuid4(), opened(), key=("k", b"d"))) for _ in range(16)]
    )
    events = {a.events if isinstance(a, Replayed) else a for a in answers}
    assert len(events) == 1
    assert sum(isinstance(a, Replayed) for a in answers) == 15
    assert await log.head() == 1


async def test_two_residents_never_hold_one_card_number(log: Log) -> None:
    a, b, number = uuid4(), uuid4(), frozenset({"AB12345678CD"})
    await log.append(adding(a, opened(), claims=number))
    with pytest.raises(CardNumberTaken) as caught:
        await log.append(adding(b, opened(), claims=number))
    assert caught.value.number == "AB12345678CD"
    await log.append(adding(a, note(), after=1, claims=number))
    await log.append(adding(a, note(), after=2, releases=number))
    await log.append(adding(b, opened(), claims=number))
    with pytest.raises(CardNumberTaken):
        await log.append(adding(a, note(), after=3, claims=number))


async def test_only_the_holder_releases_a_number(log: Log) -> None:
    a, b, number = uuid4(), uuid4(), frozenset({"AB12345678CD"})
    await log.append(adding(a, opened(), claims=number))
    await log.append(adding(b, opened(), releases=number))
    with pytest.raises(CardNumberTaken):
        await log.append(adding(b, note(), after=1, claims=number))


async def test_one_of_many_claims_at_the_same_moment_wins(log: Log) -> None:
    number = frozenset({"AB12345678CD"})
    answers = await asyncio.gather(
        *[log.append(adding(uuid4(), opened(), claims=number)) for _ in range(8)], return_exceptions=True
    )
    assert sum(isinstance(a, CardNumberTaken) for a in answers) == 7
    assert await log.head() == 1


async def test_a_refused_neighbour_does_no_harm(log: Log) -> None:
    stale = uuid4()
    await log.append(adding(stale, opened(), note()))
    fresh = [uuid4() for _ in range(20)]
    answers = await asyncio.gather(
        log.append(adding(stale, note(), after=1)),
        *[log.append(adding(r, opened(), note())) for r in fresh],
        log.append(adding(stale, note(), after=7)),
        return_exceptions=True,
    )
    assert [type(a) for a in answers] == [VersionConflict, *[tuple] * 20, VersionConflict]
    assert await log.head() == 42


async def test_sixteen_writers_on_one_resident(
    pool: "asyncpg.Pool[asyncpg.Record]", keyring: Keyring
) -> None:
    """Each version is taken once, and the losers are told; writers of several processes."""
    resident, won, told = uuid4(), [], []
    async with open_log(pool, keyring, shard=0) as one, open_log(pool, keyring, shard=0) as two:
        await one.append(adding(resident, opened()))

        async def write(log: Log) -> None:
            for _ in range(25):
                version = len(await log.load(resident))
                try:
                    won.extend(
                        [r.version for r in await recorded(log, adding(resident, note(), after=version))]
                    )
                except VersionConflict as conflict:
                    told.append(conflict.actual > version)

        await asyncio.gather(*[write(log) for log in (one, two) for _ in range(8)])
        stream = await one.load(resident)
    assert all(told)
    assert len(won) + len(told) == 16 * 25
    assert sorted(won) == list(range(2, len(stream) + 1))
    assert [r.version for r in stream] == list(range(1, len(stream) + 1))


async def test_bodies_are_sealed_and_keys_wrapped(
    log: Log, superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    resident = uuid4()
    await log.append(adding(resident, opened("Sagarmatha"), override="Sagarmatha again"))
    row = await superuser.fetchrow("SELECT body || convert_to(meta, 'UTF8') AS all, topic FROM log.event")
    assert row is not None
    assert b"Sagarmatha" not in row["all"]
    assert row["topic"] == "CaseOpened"
    assert len(await superuser.fetchval("SELECT wrapped FROM keys.data_key")) == 60


async def test_the_hint_follows_a_commit(log: Log) -> None:
    log.appended.clear()
    await log.append(adding(uuid4(), opened()))
    assert log.appended.is_set()
