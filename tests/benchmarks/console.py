"""The pages of the console over 100,000 residents: the server's time for each, for every kind of person.

    ZAIRYU_BENCH_RESIDENTS=100000 python -m tests.benchmarks console

Pages are asked one after the other, of the application itself: what is measured is the time in the server.
"""

import random
import time
from collections.abc import Sequence
from statistics import quantiles
from typing import Any, NamedTuple
from urllib.parse import quote

from adapters.postgres.sessions import Sessions
from api.console.cookies import SESSION
from api.edge import ASGI
from api.serving import Running
from domain.reach import prefixes_of
from tests.benchmarks.ground import table
from tests.benchmarks.population import TODAY, asked_for, asked_of

RESIDENTS = asked_for(100_000)
TIMES = 40
AT_MOST = 50
PEOPLE = (
    ("caseworker", "01101"),
    ("supervisor", "13104"),
    ("supervisor", "risb-tokyo"),
    ("auditor", "risb-sapporo"),
)
OF_ONE = ("", "/timeline", "/history", "/record", "/record/Moved", "/looks")
OF_ALL = (
    "/", "/worklist", "/worklist?state=overdue", "/worklist/counts", "/worklist?state=open&rule=ADR-2",
    "/notices", "/rules", "/rules/LOS-1", "/audit", "/audit/corrections", "/search?sort=name",
    "/residents/new",
)  # fmt: skip
WORDS = ("nguyen", "kim", "山田", "sharma priya", "1990-01-31", "AB00120000ZD")
REACHED = """
SELECT resident_id FROM lists.dwelling
WHERE shard = 0 AND known_to = 'infinity' AND place LIKE ANY ($1::text[]) AND valid_to >= $2 LIMIT 200
"""


class Person(NamedTuple):
    """Somebody signed in, and residents whose files they may open."""

    name: str
    cookie: str
    residents: Sequence[str]


def main() -> None:
    """Print the table."""
    asked_of(RESIDENTS, _measured)


async def _measured(parts: Running) -> None:
    rows: list[list[object]] = []
    for role, office in PEOPLE:
        person = await _person(parts.services.pool, role, office)
        rows += [[person.name, page, *await _timed(parts.app, person, page)] for page in _pages(role)]
    title = f"pages of the console over {RESIDENTS:,} residents, server's time (p95 at most {AT_MOST} ms)"
    table(title, ["who", "page", "status", "kB", "p50 ms", "p95 ms"], rows)


def _pages(role: str) -> Sequence[str]:
    search = [f"/search?q={word}" for word in WORDS]
    recording = ("/record", "/residents/new")
    pages = [*OF_ALL, *(f"/residents/:one{part}" for part in OF_ONE), *search]
    return [page for page in pages if role != "auditor" or not any(part in page for part in recording)]


async def _person(pool: Any, role: str, office: str) -> Person:
    """Sign somebody in, and find whom they reach."""
    begun = await Sessions(pool).begin(person=f"bench {role}", role=role, office=office)
    found = await pool.fetch(REACHED, [f"{prefix}%" for prefix in prefixes_of(office)], TODAY)
    return Person(f"{role}, {office}", f"{SESSION}={begun}", [str(r["resident_id"]) for r in found])


async def _timed(app: ASGI, person: Person, page: str) -> list[object]:
    """Return status, size and times of a page; each time about another resident, where it is about one."""
    choice = random.Random(3)
    found: list[float] = []
    status, size = 0, 0
    for _ in range(TIMES):
        path = page.replace(":one", choice.choice(person.residents))
        begun = time.perf_counter()
        status, size = await _ask(app, person, path)
        found.append((time.perf_counter() - begun) * 1000)
    cuts = quantiles(found, n=20)
    return [status, size / 1000, cuts[9], cuts[18]]


async def _ask(app: ASGI, person: Person, path: str) -> tuple[int, int]:
    """Ask for a page; return its status and size in bytes."""
    plain, _, query = path.partition("?")
    status, size = 0, 0

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        nonlocal status, size
        status = message.get("status", status)
        size += len(message.get("body", b""))

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": plain, "raw_path": plain.encode(), "root_path": "",
        "query_string": quote(query, safe="=&").encode(),
        "headers": [(b"host", b"127.0.0.1"), (b"cookie", person.cookie.encode()), (b"accept", b"text/html")],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }  # fmt: skip
    await app(scope, receive, send)
    return status, size


if __name__ == "__main__":
    main()
