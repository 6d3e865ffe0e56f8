"""One request sent twice at almost the same moment: recorded once, answered twice alike.

Of what cannot happen twice, the second would be refused because of the first: every type of which that is so,
found among random lives, over HTTP, within one server and across two.
"""

import asyncio
import random
import re
from collections.abc import AsyncIterator, Sequence
from itertools import count, product
from string import ascii_uppercase
from typing import Any

import httpx
import msgspec
import pytest

from adapters.embedded import Embedded
from domain.admissibility import decide
from domain.events import CATALOGUE
from domain.policy import DEFAULT
from tests.api.conftest import clone
from tests.api.process import served
from tests.spec import decoded, recorded
from tests.strategies import TODAY, Event, life_of

_LIVES = 80
_KEYS = count(1)
_LETTERS = map("".join, product(ascii_uppercase, repeat=4))


def unrepeatable() -> dict[str, tuple[list[Event], Event]]:
    """Return, by type, a life and an event that may follow it once and not twice, shortest lives first."""
    found: dict[str, tuple[list[Event], Event]] = {}
    for number in range(_LIVES):
        draw = random.Random(number)
        life = life_of([draw.randrange(2**32) for _ in range(20)])
        for length, written in enumerate(life):
            before = found.get(written["type"])
            if (before is None or len(before[0]) > length) and _only_once(life[:length], written):
                found[written["type"]] = life[:length], written
    return found


def _only_once(life: Sequence[Event], written: Event) -> bool:
    event, history = decoded(written), recorded([*life, written])
    at_once = [decoded(e) for e in (*life, written)]
    return not decide([], at_once, policy=DEFAULT, today=TODAY).refusals and bool(
        decide(history, [event], policy=DEFAULT, today=TODAY).refusals
    )


UNREPEATABLE = unrepeatable()


def test_what_cannot_happen_twice_is_found_in_the_catalogue() -> None:
    assert {cls.__name__ for cls in CATALOGUE} >= set(UNREPEATABLE)
    assert set(UNREPEATABLE) >= {
        "ApplicationClosed", "CardIssued", "CaseOpened", "Departed", "EventVoided", "Landed", "Reentered",
    }  # fmt: skip


@pytest.fixture(scope="module")
async def servers(
    server: Embedded, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[list[httpx.AsyncClient]]:
    """Two server processes on one database."""
    folders = [tmp_path_factory.mktemp("server") for _ in range(2)]
    async with clone(server, template) as dsn:
        with (
            served(folders[0], ZAIRYU_DATABASE_URL=dsn, ZAIRYU_DATA=str(folders[0])) as one,
            served(folders[1], ZAIRYU_DATABASE_URL=dsn, ZAIRYU_DATA=str(folders[0])) as other,
        ):
            headers = {"Authorization": f"Bearer {one.token}"}
            clients = [
                httpx.AsyncClient(base_url=s.address, headers=headers, timeout=60) for s in (one, other)
            ]
            yield clients
            for client in clients:
                await client.aclose()


async def send_pairs(servers: Sequence[httpx.AsyncClient], kind: str, rounds: int) -> None:
    """Send pairs up to 5 ms apart, with and without `If-Match`, to one server and to both."""
    for number, (second, matching) in product(range(rounds), product(servers, (False, True))):
        life, written = _with_card_numbers_of_its_own(*UNREPEATABLE[kind])
        path, headers = "/v1/residents", {"Idempotency-Key": f"{kind} {next(_KEYS)}"}
        if life:
            opened = await servers[0].post(path, json={"events": life})
            assert opened.status_code == 201, opened.text
            path += f"/{opened.json()['resident_id']}/events"
            headers |= {"If-Match": opened.headers["etag"]} if matching else {}

        async def send(client: httpx.AsyncClient, after: float, path: str, asked: dict[str, Any]) -> Any:
            await asyncio.sleep(after)
            return await client.post(path, **asked)

        asked = {"json": {"events": [written]}, "headers": headers}
        answers = await asyncio.gather(
            send(servers[0], 0, path, asked), send(second, number % 11 / 2000, path, asked)
        )
        assert [a.status_code for a in answers] == [201, 201], [a.text for a in answers]
        assert answers[0].content == answers[1].content
        assert sorted("idempotency-replayed" in a.headers for a in answers) == [False, True]


def _with_card_numbers_of_its_own(life: list[Event], written: Event) -> tuple[list[Event], Event]:
    """Exchange the letters of every card number for four that no other pair has."""
    letters = next(_LETTERS)
    text = msgspec.json.encode([life, written]).decode()
    text = re.sub(r"AB([0-9]{8})CD", lambda number: f"{letters[:2]}{number[1]}{letters[2:]}", text)
    found: tuple[list[Event], Event] = tuple(msgspec.json.decode(text))
    return found


@pytest.mark.parametrize("kind", sorted(UNREPEATABLE))
async def test_a_request_sent_twice_is_answered_twice_alike(
    servers: list[httpx.AsyncClient], kind: str
) -> None:
    await send_pairs(servers, kind, 6)


@pytest.mark.torture
@pytest.mark.parametrize("kind", sorted(UNREPEATABLE))
async def test_three_hundred_pairs_of_each(servers: list[httpx.AsyncClient], kind: str) -> None:
    await send_pairs(servers, kind, 75)
