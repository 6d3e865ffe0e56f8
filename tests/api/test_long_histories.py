"""Answers about a history of hundreds of events keep nobody else waiting."""

import asyncio
import sys
from collections.abc import Awaitable, Iterator
from datetime import date, timedelta
from time import perf_counter

import httpx
import pytest

from adapters.aside import SWITCH_SECONDS
from domain.history import effective
from domain.policy import DEFAULT
from projections import status_timeline
from tests.api.office import Office, arrival, event
from tests.domain.rules.telling import engineer
from tests.spec import recorded

MOVES = 600
PLACES = ("01107", "13104", "27127")
ASKED = ("", "/obligations", "/timeline", "/events?limit=200", "/diff?known_from=v1")


def moves(count: int) -> list[dict[str, object]]:
    """So many moves, each a day before the last."""
    return [
        event(
            "Moved", str(date(2029, 1, 1) - timedelta(days=n)),
            address={"municipality_code": PLACES[n % 3], "line": "1"},
        )
        for n in range(count)
    ]  # fmt: skip


@pytest.fixture
def as_served() -> Iterator[None]:
    """Threads take turns as often as in a server."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS)
    yield
    sys.setswitchinterval(before)


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


@pytest.mark.usefixtures("as_served")
async def test_nobody_waits_while_a_long_history_is_recorded_and_asked_about(ward: Office) -> None:
    resident = await ward.open(*arrival(on="2026-04-06"))
    told = moves(MOVES)
    path = f"/v1/residents/{resident}"
    for done in range(0, MOVES, 100):
        body = {"events": told[done : done + 100]}
        assert await longest_wait(ward.post(f"{path}/events", body), ward) < 0.2
    for asked in ASKED:
        assert await longest_wait(ward.get(path + asked), ward) < 0.2, asked
    assert await longest_wait(ward.post(f"{path}/preview", {"events": moves(1)}), ward) < 0.2


def test_a_timeline_takes_time_by_its_length() -> None:
    facts = effective(recorded([*engineer(), *moves(3_000)]))
    begun = perf_counter()
    status_timeline.on(facts, date(2029, 12, 31), DEFAULT)
    assert perf_counter() - begun < 2
