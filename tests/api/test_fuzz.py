"""Whatever comes: never a 5xx, nothing stored unless it is answered 201, nobody else slowed down."""

import asyncio
import json
import time
from typing import Any

import httpx
import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.events import CATALOGUE
from tests.api.office import DEVELOPMENT, Office, arrival

NAMES = [cls.__name__ for cls in CATALOGUE]
FIELDS = sorted({field.encode_name for cls in CATALOGUE for field in msgspec.structs.fields(cls)})
WORDS = st.one_of(
    st.sampled_from(["2026-05-01", "2030-01-01", "0001-01-01", "9999-12-31", "01101", "P1Y", "student", "AB12345678CD", ""]),  # noqa: E501
    st.text(max_size=20), st.integers(-(2**70), 2**70), st.floats(), st.booleans(), st.none(),
)  # fmt: skip
VALUES = st.recursive(
    WORDS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)
EVENTS = st.builds(
    lambda name, day, fields: {"type": name, "occurred_on": day, **fields},
    st.sampled_from(NAMES),
    st.sampled_from(["2026-05-01", "2027-01-01", "1990-01-01"]),
    st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=5),
)
BODIES = st.one_of(
    st.builds(
        lambda events: json.dumps({"events": events}).encode(), st.lists(EVENTS, min_size=1, max_size=3)
    ),
    st.builds(lambda value: json.dumps(value).encode(), VALUES),
    st.binary(max_size=200),
)


async def _send(client: httpx.AsyncClient, path: str, body: bytes) -> httpx.Response:
    headers = {"Authorization": f"Bearer {DEVELOPMENT}", "Content-Type": "application/json"}
    return await client.post(path, content=body, headers=headers)


async def test_no_body_breaks_it_or_is_half_stored(hall: Office) -> None:
    """Refused in our own words, or recorded as a whole."""
    resident = await hall.open(*arrival())
    paths = [f"/v1/residents/{resident}/events", f"/v1/residents/{resident}/preview", "/v1/residents"]
    found: list[bytes] = []

    @settings(
        max_examples=150,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize=True,
    )
    @given(BODIES)
    def gather(body: bytes) -> None:
        found.append(body)

    gather()
    log = hall.parts.services.log
    for body in found:
        for path in paths:
            head = await log.head()
            answer = await _send(hall.client, path, body)
            assert answer.status_code < 500, body
            stored = await log.head() - head
            assert stored == (len(answer.json()["events"]) if answer.status_code == 201 else 0)
            if answer.status_code >= 400:
                assert answer.headers["content-type"] == "application/problem+json"
    assert (await hall.get(f"/v1/residents/{resident}")).status_code == 200


async def test_a_flood_of_nonsense_does_not_slow_others_down(hall: Office) -> None:
    """Large and crooked bodies beside ordinary questions."""
    resident = await hall.open(*arrival())
    crooked: list[Any] = [
        b"[" * 500_000, b'{"events":[' + b"{}," * 100_000 + b"{}]}", b'{"events":' + b'"x' * 300_000, b"\xff" * 900_000,  # noqa: E501
        json.dumps({"events": [{"type": "NoteAdded", "occurred_on": "2026-05-01", "text": "x" * 900_000}]}).encode(),  # noqa: E501
    ]  # fmt: skip

    async def flood() -> None:
        for body in crooked * 4:
            assert (await _send(hall.client, f"/v1/residents/{resident}/events", body)).status_code == 400

    async def ask() -> float:
        begun = time.perf_counter()
        assert (await hall.get(f"/v1/residents/{resident}")).status_code == 200
        return time.perf_counter() - begun

    flooding = asyncio.create_task(flood())
    slowest = 0.0
    while not flooding.done():
        slowest = max(slowest, await ask())
    await flooding
    assert slowest < 2
