"""Long histories are folded apart: others go on; what takes too long is set aside, and tried otherwise."""

import asyncio
import gc
import random
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from adapters.budget import EXCEEDED, WAITS
from adapters.postgres import apart as folding_apart
from adapters.postgres.apart import Apart
from adapters.postgres.lists import Lists
from adapters.postgres.log import Log
from adapters.postgres.projector import Projector
from adapters.postgres.questions import DutiesAsked
from adapters.postgres.rows.comparing import differing
from adapters.postgres.rows.folding import Place
from adapters.postgres.rows.rebuild import rebuild
from domain.events import Landed, Moved
from domain.events.types import Address
from domain.policy import DEFAULT
from tests.adapters.conftest import MASTER
from tests.adapters.lives import adding, opened, recorded
from tests.conftest import Dsns

Pool = Any
PLACES = ("01107", "13104", "27127")
MOVES, SECONDS = 900, 0.15
"""So many moves in no order take 0.4 s to fold, and one takes a thousandth of that."""
LANDED = Landed(
    occurred_on=date(2026, 4, 1),
    port="New Chitose",
    status="long-term-resident",
    period_of_stay="P5Y",
    expires_on=date(2031, 4, 1),
)
"""Without an entry, moves would have no effect, and be folded in no time."""


def moves(count: int, *, back_dated: bool = False, in_order: bool = True) -> list[Moved]:
    """So many moves, each a day after the last one, or a day before it; in no order they take longest."""
    days = [date(2026, 4, 2) + timedelta(days=n) for n in range(count)]
    if not in_order:
        random.Random(1).shuffle(days)
    return [
        Moved(occurred_on=day, address=Address(municipality_code=PLACES[n % 3], line="1"))
        for n, day in enumerate(reversed(days) if back_dated else days)
    ]


async def wandering(log: Log, count: int, **how: bool) -> tuple[UUID, int]:
    """Return a resident who landed for five years, with so many moves, and the position of the last."""
    resident_id = uuid4()
    await log.append(adding(resident_id, opened(), LANDED))
    position = 0
    told = moves(count, **how)
    for done in range(0, count, 100):
        taken = await recorded(log, adding(resident_id, *told[done : done + 100], after=done + 2))
        position = taken[-1].position
    return resident_id, position


@asynccontextmanager
async def projecting(pool: Pool, log: Log, database: Dsns) -> AsyncIterator[Projector]:
    place = Place(dsn=database.application, masters=(MASTER,), policy=DEFAULT, shard=0)
    projector = Projector(pool, log, DEFAULT, apart=Apart(pool, place))
    task = asyncio.create_task(projector.run())
    try:
        yield projector
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def faults(projector: Projector, awaited: Callable[[list[str]], bool]) -> list[str]:
    """The reasons for which residents are set aside, once they are as awaited."""
    async with asyncio.timeout(30):
        while not awaited(found := [stuck.fault for stuck in await projector.stuck()]):
            await asyncio.sleep(0.05)
    return found


@pytest.mark.parametrize("back_dated", [False, True], ids=["in order", "each before the last"])
async def test_long_histories_level_and_nobody_waits_for_them(
    pool: Pool, log: Log, database: Dsns, *, back_dated: bool
) -> None:
    async with projecting(pool, log, database) as projector:
        await wandering(log, 400, back_dated=back_dated)
        begun = asyncio.get_running_loop().time()
        _, position = await wandering(log, 1)
        await Lists(pool, 0).wait_for(position)
        assert asyncio.get_running_loop().time() - begun < 4
        await faults(projector, lambda found: not found)
    assert await differing(pool, log, DEFAULT, sample=10) == (2, [])
    assert await pool.fetchval("SELECT count(*) FROM lists.duty") < 2_000


async def test_who_moves_often_is_shown_where_they_are_by_whoever_goes_on(pool: Pool, log: Log) -> None:
    resident_id, position = await wandering(log, 40)
    await Projector(pool, log, DEFAULT).catch_up()
    await log.append(adding(resident_id, *moves(7, back_dated=True), after=position))
    await Projector(pool, log, DEFAULT).catch_up()
    [named] = await pool.fetch("SELECT DISTINCT place FROM lists.duty WHERE known_to = 'infinity'")
    assert named["place"] == f"*{resident_id}"
    there, elsewhere = [
        await Lists(pool, 0).obligations(DutiesAsked(on=date(2026, 5, 1), municipality=code))
        for code in ("27127", "13104")
    ]
    assert {i.resident_id for i in there.items} == {resident_id}
    assert [i.duty.municipality_code for i in there.items if i.duty.rule == "EXT"] == ["27127"]
    assert elsewhere.items == ()
    assert await differing(pool, log, DEFAULT, sample=10) == (1, [])


async def test_the_event_loop_is_free_while_a_long_history_is_folded(
    pool: Pool, log: Log, database: Dsns
) -> None:
    async with projecting(pool, log, database) as projector:
        await wandering(log, 200, back_dated=True)
        longest, before = 0.0, asyncio.get_running_loop().time()
        while (await projector.progress()).lag or await projector.stuck():
            await asyncio.sleep(0.005)
            now = asyncio.get_running_loop().time()
            longest, before = max(longest, now - before), now
        assert longest < 0.2


async def test_what_takes_too_long_is_tried_once_more_with_more_time_and_then_left_aside(
    pool: Pool, log: Log, database: Dsns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folding_apart, "BUDGETS", (0.01, 0.02))
    async with projecting(pool, log, database) as projector:
        resident_id, _ = await wandering(log, 120)
        assert await faults(projector, lambda found: found == [EXCEEDED[1]])
        [_, position] = await wandering(log, 1)
        await Lists(pool, 0).wait_for(position)
        await log.append(adding(resident_id, *moves(1), after=122))
        await asyncio.sleep(1)
        assert await faults(projector, lambda found: found == [EXCEEDED[1]])


async def test_who_leads_next_goes_on_with_more_time(
    pool: Pool, log: Log, database: Dsns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folding_apart, "BUDGETS", (0.01, 600.0))
    async with projecting(pool, log, database) as projector:
        await wandering(log, 120)
        await faults(projector, lambda found: found == [EXCEEDED[0]] or found == [WAITS])
    monkeypatch.setattr(folding_apart, "BUDGETS", (0.01, 60.0))
    async with projecting(pool, log, database) as projector:
        await faults(projector, lambda found: not found)
    assert await differing(pool, log, DEFAULT, sample=10) == (1, [])


async def test_a_rebuild_sets_aside_who_takes_too_long_and_the_projector_at_work_tries_again(
    pool: Pool, log: Log, database: Dsns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folding_apart, "IDLE_SECONDS", 0.1)
    place = Place(dsn=database.application, masters=(MASTER,), policy=DEFAULT, seconds=SECONDS, shard=0)
    await wandering(log, MOVES, in_order=False)
    await wandering(log, 1)
    done = await rebuild(place, workers=1)
    assert (done.residents, done.stuck) == (1, 1)
    async with projecting(pool, log, database) as projector:
        await faults(projector, lambda found: not found)
        assert (await rebuild(place, workers=1)).stuck == 1
        await faults(projector, lambda found: not found)
    assert await differing(pool, log, DEFAULT, sample=10) == (2, [])


@pytest.fixture
def no_collector() -> Iterator[None]:
    """Python says aloud when the end of the time falls into what the collector has begun."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collector")
async def test_a_comparison_names_whom_it_does_not_compare_because_it_takes_too_long(
    pool: Pool, log: Log, database: Dsns
) -> None:
    resident_id, _ = await wandering(log, MOVES, in_order=False)
    await wandering(log, 1)
    await rebuild(Place(dsn=database.application, masters=(MASTER,), policy=DEFAULT, shard=0), workers=1)
    assert await differing(pool, log, DEFAULT, sample=10, seconds=SECONDS) == (
        1,
        [f"resident {resident_id}: not compared, the fold takes more than {SECONDS} s"],
    )
