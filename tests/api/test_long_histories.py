"""Answers about a history of hundreds of events keep nobody else waiting."""

import asyncio
from collections.abc import Awaitable
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

import httpx
import pytest

from domain.history import effective
from domain.policy import DEFAULT
from projections import status_timeline
from tests.api.office import Office, arrival, event
from tests.api.process import served
from tests.conftest import Dsns
from tests.domain.telling import engineer
from tests.spec import recorded

MOVES = 600
PLACES = ("01107", "13104", "27127")
ASKED = ("", "/obligations", "/timeline", "/events?limit=200", "/diff?known_from=v1", "/file.zip")


def moves(count: int) -> list[dict[str, object]]:
    """So many moves, each a day before the last."""
    return [
        event(
            "Moved", str(date(2029, 1, 1) - timedelta(days=n)),
            address={"municipality_code": PLACES[n % 3], "line": "1"},
        )
        for n in range(count)
    ]  # fmt: skip


async def longest_wait(working: Awaitable[httpx.Response], ward: Office) -> float:
    """How long somebody who asks for something else waited at most, in seconds."""
    task, longest = asyncio.ensure_future(working), 0.0
    while not task.done():
        begun = perf_counter()
        assert (await ward.get("/health/live")).status_code == 200
        longest = max(longest, perf_counter() - begun)
        await asyncio.sleep(0.001)
    assert (await task).status_code in {200, 201}, (await task).text
    return longest


async def told_of(ward: Office, position: int) -> httpx.Response:
    """Return the notices once offices have been told of all up to a position; that may take a while."""
    for _ in range(12):
        answer = await ward.get("/v1/notices", wait_for=position, limit=1)
        if answer.status_code == 200:
            break
    return answer


@pytest.mark.usefixtures("as_served")
async def test_nobody_waits_while_a_long_history_is_recorded_and_asked_about(ward: Office) -> None:
    resident = await ward.open(*arrival(on="2026-04-06"))
    told = moves(MOVES)
    path = f"/v1/residents/{resident}"
    for done in range(0, MOVES, 100):
        body = {"events": told[done : done + 100]}
        assert await longest_wait(ward.post(f"{path}/events", body), ward) < 0.2
    assert await longest_wait(told_of(ward, len(told) + 4), ward) < 0.2
    for asked in ASKED:
        assert await longest_wait(ward.get(path + asked), ward) < 0.2, asked
    assert await longest_wait(ward.post(f"{path}/preview", {"events": moves(1)}), ward) < 0.2


def test_a_timeline_takes_time_by_its_length() -> None:
    facts = effective(recorded([*engineer(), *moves(3_000)]))
    begun = perf_counter()
    status_timeline.on(facts, date(2029, 12, 31), DEFAULT)
    assert perf_counter() - begun < 2


CALLERS = 32
LIMIT = 0.2


async def call(client: httpx.AsyncClient, ended: asyncio.Event) -> list[float]:
    """Ask about a resident of one's own until it is over; return how long each answer took, in seconds."""
    opened = await client.post("/v1/residents", json={"events": arrival(on="2026-04-06")})
    path, took = f"/v1/residents/{opened.json()['resident_id']}", []
    while not ended.is_set():
        begun = perf_counter()
        answer = await client.get(path)
        took.append(perf_counter() - begun)
        assert answer.status_code == 200
        await asyncio.sleep(0.2)
    return took


async def answered(client: httpx.AsyncClient, work: Awaitable[None]) -> list[float]:
    """How long each answer took that callers waited for during some work, shortest first."""
    ended = asyncio.Event()
    callers = [asyncio.create_task(call(client, ended)) for _ in range(CALLERS)]
    await work
    ended.set()
    return sorted(t for some in await asyncio.gather(*callers) for t in some)


async def live_long(client: httpx.AsyncClient, told: list[dict[str, object]]) -> None:
    """Record a long history, a hundred events at once, ask about it, and let it be folded."""
    opened = await client.post("/v1/residents", json={"events": arrival(on="2012-01-10")})
    path = f"/v1/residents/{opened.json()['resident_id']}"
    for done in range(0, len(told), 100):
        answer = await client.post(f"{path}/events", json={"events": told[done : done + 100]})
        assert answer.status_code == 201, answer.text
    for asked in ASKED:
        assert (await client.get(path + asked)).status_code == 200
    await asyncio.sleep(20)


@pytest.mark.torture
@pytest.mark.usefixtures("no_pauses")
@pytest.mark.parametrize("back_dated", [False, True], ids=["in order", "each before the last"])
async def test_32_callers_work_beside_five_thousand_events_of_one_resident(
    tmp_path: Path, database: Dsns, *, back_dated: bool
) -> None:
    told = moves(5_000)
    if not back_dated:
        told.reverse()
    with served(tmp_path, ZAIRYU_DATABASE_URL=database.application) as server:
        headers = {"Authorization": f"Bearer {server.token}"}
        async with httpx.AsyncClient(base_url=server.address, headers=headers, timeout=60) as client:
            alone = (await answered(client, asyncio.sleep(10)))[-1]
            took = await answered(client, live_long(client, told))
            alone = max(alone, (await answered(client, asyncio.sleep(10)))[-1])  # others may have come
            lists = (await client.get("/health/ready")).json()
    print(
        f"{len(took)} answers, slowest {took[-1]:.3f} s (with nothing beside them {alone:.3f} s), "
        f"p99 {took[len(took) * 99 // 100]:.3f} s, {lists}"
    )
    assert (lists["lag"], lists["set_aside"]) == (0, 0)
    if alone > LIMIT:
        pytest.skip(
            f"this machine has no time to measure: with nothing beside it a caller waits {alone:.3f} s"
        )
    assert took[-1] < LIMIT
