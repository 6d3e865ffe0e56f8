"""A log that remembers streams answers as one that does not, whoever else records or erases meanwhile."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from msgspec import structs

from adapters.keys import Keyring
from adapters.ports import ResidentErased, VersionConflict
from adapters.postgres.log import Log, open_log
from adapters.postgres.log.erasure import erase
from adapters.streams import Streams
from tests.adapters.lives import DESK, adding, note, opened, recorded


@pytest.fixture
async def remembering(pool: Any, keyring: Keyring) -> AsyncIterator[Log]:
    async with open_log(pool, keyring, remembered=100, shard=0) as log:
        yield log


async def some_streams(log: Log, count: int = 3) -> list[UUID]:
    residents = [uuid4() for _ in range(count)]
    for resident in residents:
        await log.append(adding(resident, opened(), note(), note()))
    return residents


async def test_what_another_process_records_is_read(log: Log, remembering: Log) -> None:
    [resident] = await some_streams(remembering, 1)
    assert await remembering.load(resident) == await log.load(resident)
    await log.append(adding(resident, note(), note(), after=3))
    assert await remembering.load(resident) == await log.load(resident)
    await remembering.append(adding(resident, note(), after=5))
    assert await remembering.load(resident) == await log.load(resident)
    assert len(remembering.streams.known(resident)) == 6


async def test_several_streams_are_read_from_where_each_is_known(log: Log, remembering: Log) -> None:
    residents = await some_streams(log)
    await remembering.load(residents[0])
    await log.append(adding(residents[0], note(), after=3))
    await log.append(adding(residents[1], note(), after=3))
    for _ in range(2):
        assert await remembering.load_many([*residents, uuid4()]) == await log.load_many(residents)


async def test_a_stream_erased_elsewhere_is_gone_from_memory_when_asked_for(
    log: Log, remembering: Log
) -> None:
    one, other = await some_streams(remembering, 2)
    await erase(log.pool, one, reason="court-order", author=DESK, shard=0)
    await erase(log.pool, other, reason="court-order", author=DESK, shard=0)
    with pytest.raises(ResidentErased):
        await remembering.load(one)
    assert await remembering.load_many([one, other]) == {}
    assert not remembering.streams.known(one)
    assert not remembering.streams.known(other)


async def test_a_conflict_lets_go_of_what_was_known(log: Log, remembering: Log) -> None:
    [resident] = await some_streams(remembering, 1)
    await log.append(adding(resident, note(), after=3))
    with pytest.raises(VersionConflict):
        await remembering.append(adding(resident, note(), after=3))
    assert await remembering.load(resident) == await log.load(resident)


async def test_events_that_the_log_no_longer_holds_are_forgotten(log: Log, remembering: Log) -> None:
    one, other = await some_streams(log, 2)
    for resident in (one, other):
        stream = await log.load(resident)
        lost = [structs.replace(stream[-1], version=4, event_id=uuid4())]
        remembering.streams.keep([*stream, *lost])
    assert await remembering.load(one) == await log.load(one)
    assert await remembering.load_many([one, other]) == await log.load_many([one, other])


async def test_nothing_is_added_to_another_event_than_the_one_decided_on(log: Log, remembering: Log) -> None:
    [resident] = await some_streams(log, 1)
    *_, last = await log.load(resident)
    remembering.streams.keep([*(await log.load(resident))[:-1], structs.replace(last, event_id=uuid4())])
    other = remembering.remembered(resident)[-1].event_id
    with pytest.raises(VersionConflict):
        await remembering.append(structs.replace(adding(resident, after=3), expected_event=other))
    assert not remembering.remembered(resident)
    taken = await recorded(log, structs.replace(adding(resident, after=3), expected_event=last.event_id))
    assert await remembering.load(resident) == [*(await log.load(resident))[:3], *taken]


async def test_the_streams_used_last_are_kept_up_to_a_number_of_events(log: Log) -> None:
    streams = Streams(most_events=7)
    first, second, third = [await log.load(resident) for resident in await some_streams(log)]
    streams.keep(first)
    streams.keep(second)
    assert streams.known(first[0].resident_id) == tuple(first)
    streams.keep(third)
    assert streams.known(second[0].resident_id) == ()
    assert streams.known(first[0].resident_id) == tuple(first)
    streams.keep([*first, *first, *first])
    assert streams.known(first[0].resident_id) == streams.known(third[0].resident_id) == ()
