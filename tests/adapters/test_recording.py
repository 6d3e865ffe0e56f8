"""What a process remembers of a stream spares it a question to the log, and never changes what it answers."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from adapters.clock import Clock
from adapters.keys import Keyring
from adapters.ports import Idempotency, ResidentErased
from adapters.postgres.claims import Claims
from adapters.postgres.log import Log, open_log
from adapters.postgres.log.erasure import erase
from adapters.recording import Recorder, RefusedError, StaleVersionError, Wish
from domain.events import CaseEvent, EventVoided
from domain.policy import DEFAULT
from tests.adapters.lives import DESK, note, opened


@pytest.fixture
async def remembering(pool: Any, keyring: Keyring) -> AsyncIterator[Log]:
    async with open_log(pool, keyring, remembered=100, shard=0) as log:
        yield log


def recorder(log: Log) -> Recorder:
    return Recorder(log=log, claims=Claims(log.pool), clock=Clock(), policy=DEFAULT)


def wish(resident: UUID, *events: CaseEvent, key: str | None = None, **more: Any) -> Wish:
    asked = None if key is None else Idempotency(key=key, digest=b"d")
    return Wish(resident_id=resident, events=events, author=DESK, idempotency=asked, **more)


async def test_on_what_is_remembered_it_records_without_reading_the_stream(
    remembering: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    resident = uuid4()
    await recorder(remembering).record(wish(resident, opened(), new=True))
    await remembering.load(resident)
    read: list[Any] = []
    monkeypatch.setattr(remembering, "_read", lambda *asked: read.append(asked))
    done = await recorder(remembering).record(wish(resident, note(), key="k"))
    assert [r.version for r in done.events] == [2]
    assert not read


async def test_what_another_process_recorded_counts(log: Log, remembering: Log) -> None:
    """Refused by what is remembered, admitted by the log; and the other way round."""
    resident, void = uuid4(), EventVoided(occurred_on=note().occurred_on, voids=2, reason="Twice.")
    await recorder(remembering).record(wish(resident, opened(), new=True))
    await recorder(log).record(wish(resident, note()))
    assert (await recorder(remembering).record(wish(resident, void))).events[0].version == 3
    await recorder(log).record(wish(resident, note()))
    with pytest.raises(StaleVersionError):
        await recorder(remembering).record(wish(resident, note(), expected_versions=frozenset({3})))
    newest = frozenset({5})
    await recorder(log).record(wish(resident, note()))
    assert (await recorder(remembering).record(wish(resident, note(), expected_versions=newest))).events


async def test_what_no_longer_goes_is_refused_by_the_log_itself(log: Log, remembering: Log) -> None:
    resident, void = uuid4(), EventVoided(occurred_on=note().occurred_on, voids=2, reason="Twice.")
    await recorder(remembering).record(wish(resident, opened(), note(), new=True))
    await recorder(log).record(wish(resident, void))
    with pytest.raises(RefusedError):
        await recorder(remembering).record(wish(resident, void))
    assert await remembering.load(resident) == await log.load(resident)


async def test_a_repeat_is_recognised_and_the_erased_are_gone(log: Log, remembering: Log) -> None:
    resident = uuid4()
    await recorder(remembering).record(wish(resident, opened(), new=True))
    first = await recorder(log).record(wish(resident, note(), key="k"))
    await remembering.load(resident)
    again = await recorder(remembering).record(wish(resident, note(), key="k"))
    assert again.replayed
    assert again.events == first.events
    await erase(log.pool, resident, reason="court-order", author=DESK, shard=0)
    with pytest.raises(ResidentErased):
        await recorder(remembering).record(wish(resident, note()))
    assert not remembering.remembered(resident)
