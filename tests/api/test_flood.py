"""Searches by the hundred: who asks is told when to come again, who writes keeps the pace."""

import asyncio
from collections import Counter
from pathlib import Path
from time import perf_counter

import httpx
import pytest

from adapters.postgres.questions import BusyError
from adapters.postgres.reading import Turns
from api.settings import WebSettings
from tests.api.office import Office, arrival, office
from tests.api.process import served
from tests.conftest import Dsns

EIGHTEEN = "wickrama nguyen fernand rodrig oliveira santos mariya arachchi nuwan bandara chathur perera silva mendis kumara tanaka yoshi hashi"  # noqa: E501


async def test_eight_callers_with_long_searches_are_told_to_wait(ward: Office) -> None:
    """With one token some are answered, the rest are 429 with `Retry-After`; no other token is concerned."""
    await ward.open(*arrival())
    token = await ward.token("caseworker")
    found = await asyncio.gather(
        *[ward.get("/v1/residents", token=token, q=EIGHTEEN, limit=n + 1) for n in range(32)]
    )
    statuses = Counter(answer.status_code for answer in found)
    assert statuses.keys() == {200, 429}
    assert statuses[200] >= 8
    assert {a.headers["retry-after"] for a in found if a.status_code == 429} == {"1"}
    assert (await ward.get("/v1/residents", q="sharma")).json()["items"]


async def test_few_questions_that_cost_much_are_under_way_at_once() -> None:
    """Two, in the order they came; one too many is told so at once; who gives up leaves its place."""
    turns, order, together = Turns(2, waiting=3), [], 0

    async def ask(number: int) -> None:
        nonlocal together
        async with turns.turn():
            together += 1
            assert together <= 2
            await asyncio.sleep(0.01)
            together -= 1
            order.append(number)

    asking = [asyncio.create_task(ask(number)) for number in range(5)]
    await asyncio.sleep(0)
    with pytest.raises(BusyError):
        await ask(5)
    asking[3].cancel()
    await asyncio.gather(*asking, return_exceptions=True)
    assert order == [0, 1, 2, 4]
    await asyncio.gather(*[ask(number) for number in range(5)])


async def test_a_search_too_many_is_told_to_come_again(database: Dsns, tmp_path: Path) -> None:
    """429 `too-many-requests`, whoever asks; a page without words is answered."""
    async with office(database.application, tmp_path, web=WebSettings(rate_limit=0)) as found:
        assert (await found.get("/v1/obligations/summary")).status_code == 200
        found.parts.services.lists._turns = Turns(1, waiting=0)
        answers = await asyncio.gather(*[found.get("/v1/residents", q="tanaka") for _ in range(4)])
        refused = [answer for answer in answers if answer.status_code == 429]
        assert 0 < len(refused) < 4
        assert (refused[0].json()["type"], refused[0].headers["retry-after"]) == (
            "/problems/too-many-requests",
            "1",
        )
        assert (await found.get("/v1/residents")).status_code == 200


@pytest.mark.torture
async def test_writes_keep_their_pace_beside_a_flood_of_searches(database: Dsns, tmp_path: Path) -> None:
    """Eight callers without a limit by token, half a minute: a write takes 100 ms at most, in the middle."""
    with served(tmp_path, ZAIRYU_DATABASE_URL=database.application, ZAIRYU_RATE_LIMIT="0") as server:
        headers = {"Authorization": f"Bearer {server.token}"}
        async with httpx.AsyncClient(base_url=server.address, headers=headers, timeout=60) as client:
            for _ in range(300):
                await client.post("/v1/residents", json={"events": arrival()})
            end, took, searched = perf_counter() + 30, [], Counter[int]()

            async def search(first: int) -> None:
                while perf_counter() < end:
                    words = EIGHTEEN.replace("nuwan", f"nu{chr(97 + (first + searched.total()) % 26)}an")
                    searched[(await client.get("/v1/residents", params={"q": words})).status_code] += 1

            async def write() -> None:
                while perf_counter() < end:
                    began = perf_counter()
                    answer = await client.post("/v1/residents", json={"events": arrival()})
                    took.append(perf_counter() - began)
                    assert answer.status_code == 201
                    await asyncio.sleep(0.02)

            await asyncio.gather(write(), *[search(n) for n in range(8)])
    took.sort()
    print("writes ms: p50", took[len(took) // 2] * 1000, "p99", took[len(took) * 99 // 100] * 1000, searched)
    assert took[len(took) // 2] < 0.1
