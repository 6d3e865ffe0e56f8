"""A calendar of some thousands of duties, over HTTP: made anew, after an event, unchanged.

    ZAIRYU_BENCH_RESIDENTS=21500 python -m tests.benchmarks calendar

Asked one after the other, of the application itself: what is measured is the time in the server.
"""

import time
from collections.abc import Awaitable, Callable
from itertools import count
from statistics import quantiles

import httpx

from api.serving import Running
from tests.benchmarks.ground import server_time, table
from tests.benchmarks.population import TODAY, asked_for, asked_of

RESIDENTS = asked_for(21_500)
TIMES = 20
WRITER = "development"
WHO = (("auditor", "risb-sapporo"), ("caseworker", "risb-tokyo"), ("caseworker", "13104"))


def main() -> None:
    """Print the table."""
    asked_of(RESIDENTS, _measured, project=True)


async def _measured(parts: Running) -> None:
    rows: list[list[object]] = []
    transport = httpx.ASGITransport(app=parts.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        for role, office in WHO:
            rows += await _of(parts, client, role, office)
    table(
        f"calendars over {RESIDENTS:,} residents (5,000 duties: at most 1,000 ms anew, 5 ms unchanged)",
        ["who", "events", "kB", "what", "p50 ms", "p95 ms", "processor ms", "PostgreSQL's"],
        rows,
    )


async def _of(parts: Running, client: httpx.AsyncClient, role: str, office: str) -> list[list[object]]:
    """Return how long one calendar takes."""
    token = await parts.tokens.create(person=f"bench {role}", role=role, office=office)
    mine = {"Authorization": f"Bearer {token}"}
    made = await client.post("/v1/calendars", json={"names": True}, headers=mine)
    path = httpx.URL(made.json()["url"]).path
    first = await client.get(path)
    resident = str(first.content.replace(b"\r\n ", b"").partition(b"/residents/")[2][:36], "ascii")
    writer = {"Authorization": f"Bearer {await parts.tokens.create(person='x', role=WRITER, office='x')}"}
    names = count()

    async def anew() -> dict[str, str]:
        """Ask under another name of the site: nothing is kept for it."""
        return {"Host": f"{next(names)}.example"}

    async def changed() -> dict[str, str]:
        note = {"events": [{"type": "NoteAdded", "occurred_on": TODAY.isoformat(), "text": "bench"}]}
        answer = await client.post(f"/v1/residents/{resident}/events", json=note, headers=writer)
        await parts.services.lists.wait_for(answer.json()["position"])
        return {}

    async def same() -> dict[str, str]:
        return {}

    async def known() -> dict[str, str]:
        return {"If-None-Match": first.headers["etag"]}

    size = first.content.count(b"BEGIN:VEVENT"), len(first.content) / 1000
    return [
        [f"{role}, {office}", *size, what, *await _timed(client, path, headers)]
        for what, headers in (
            ("anew", anew),
            ("after an event", changed),
            ("unchanged, sent", same),
            ("unchanged, 304", known),
        )
    ]


async def _timed(
    client: httpx.AsyncClient, path: str, headers: Callable[[], Awaitable[dict[str, str]]]
) -> tuple[float, ...]:
    """Return milliseconds: of the clock, of the processor here, of PostgreSQL's for each request."""
    found, here, there = [], 0.0, 0.0
    for _ in range(TIMES):
        sent = await headers()
        begun, used, used_there = time.perf_counter(), time.process_time(), server_time()
        await client.get(path, headers=sent)
        found.append((time.perf_counter() - begun) * 1000)
        here, there = here + time.process_time() - used, there + server_time() - used_there
    cuts = quantiles(found, n=20)
    return cuts[9], cuts[18], here * 1000 / TIMES, there * 1000 / TIMES


if __name__ == "__main__":
    main()
