"""GET standing and POST events over HTTP, beside bare Litestar handlers behind the same edge.

One server process serves all: the application (`/v1/…`), the same without the record of looks
(`/quiet/v1/…`), and the bare handlers (`/bare/…`) that ask `SELECT 1` and insert one row. Rounds alternate;
the median is shown.
"""

import asyncio
import base64
import os
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial
from itertools import count, cycle
from pathlib import Path
from subprocess import DEVNULL, Popen
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import msgspec
import uvicorn
import uvloop
from litestar import Litestar, Request, Response, get, post

from adapters.collector import spare_the_collector
from adapters.postgres.accesses import Accesses, Look
from adapters.settings import Settings
from api.app import create_app
from api.connections import Config, Door
from api.edge import ASGI, Edge
from api.identity import Identity, guard
from api.logs import configure
from api.ratelimit import RateLimit
from api.routing import says
from api.serving import Running, running
from api.settings import WebSettings
from domain.events import CaseEvent
from tests.adapters.lives import adding
from tests.benchmarks.ground import ROUNDS, Figure, log, measured, server, table, typical

CALLERS = 32
RESIDENTS = 400
AT_LEAST = {"GET standing": "0.60", "POST events": "0.65"}
WRITTEN = 2000
"""Residents about whom notes are recorded: so many that the history of each stays about as long, and that
what they say is not remembered when they are asked about in turn."""
TOKEN = "benchmark"
BODY = {"events": [{"type": "NoteAdded", "occurred_on": "2026-05-01", "text": "x" * 60}]}


def life(number: int) -> tuple[CaseEvent, ...]:
    """Return twelve facts of one resident."""
    card, other = f"BM{number:08}AA", f"BM{number:08}BB"
    at = {"municipality_code": "01101", "line": "Minami 1 Nishi 2"}
    facts: list[tuple[str, str, dict[str, Any]]] = [
        ("CaseOpened", "2024-04-06", {"name": {"family": "Nguyen", "given": "Minh"}, "date_of_birth": "1995-03-22", "nationality": "VN"}),  # noqa: E501
        ("Landed", "2024-04-06", {"port": "New Chitose", "status": "engineer-humanities-international", "period_of_stay": "P3Y", "expires_on": "2027-04-06"}),  # noqa: E501
        ("CardIssued", "2024-04-06", {"number": card, "valid_until": "2027-04-06", "route": "port", "reason": "landing"}),  # noqa: E501
        ("Settled", "2024-04-10", {"address": at}),
        ("AddressNotified", "2024-04-12", {}),
        ("CardLost", "2025-04-21", {"cause": "lost"}),
        ("PoliceReported", "2025-04-22", {"receipt_number": "7"}),
        ("CardIssued", "2025-06-02", {"number": other, "valid_until": "2027-04-06", "route": "bureau", "reason": "reissue"}),  # noqa: E501
        ("Moved", "2025-09-05", {"address": {**at, "municipality_code": "01107"}}),
        ("AddressNotified", "2025-09-16", {}),
        ("OrganisationChanged", "2025-10-01", {"change": "renamed"}),
        ("OrganisationNotified", "2025-10-05", {}),
    ]  # fmt: skip
    told = [{"type": kind, "occurred_on": on, **fields} for kind, on, fields in facts]
    return tuple(msgspec.convert(told, list[CaseEvent]))


class Unrecorded(Accesses):
    """Looks that leave no trace, to see what the trace costs."""

    def look(self, look: Look) -> None:
        """Forget it."""


@get("/bare/read", opt=says(action="read", answer=dict[str, int]))
async def bare_read(request: "Request[Any, Any, Any]") -> "Response[bytes]":
    """One question to the database."""
    value = await request.app.state["pool"].fetchval("SELECT 1")
    return Response(msgspec.json.encode({"value": value}), media_type="application/json")


@post("/bare/write", opt=says(action="record", answer=dict[str, int]))
async def bare_write(request: "Request[Any, Any, Any]") -> "Response[bytes]":
    """One row, one commit."""
    body = msgspec.json.decode(await request.body())
    await request.app.state["pool"].execute(
        "INSERT INTO public.bare VALUES ($1, $2)", uuid4(), msgspec.json.encode(body)
    )
    return Response(msgspec.json.encode({"value": 1}), status_code=201, media_type="application/json")


async def serve(dsn: str, port: int) -> None:
    """Serve the three applications until the end of the process."""
    configure()
    web = WebSettings(rate_limit=0)
    settings = Settings(token=TOKEN, key=base64.b64encode(b"b" * 32).decode(), seal_every=0)
    async with running(dsn, settings, web) as parts:
        app = _switch(parts, _bare(parts, web), web)
        config = Config(
            app,
            Door(web, parts.services.metrics),
            port=port,
            loop="none",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
        )
        spare_the_collector()
        await uvicorn.Server(config).serve()


def _identity(parts: Running) -> Identity:
    return Identity(tokens=parts.tokens, development=TOKEN, provider=None, loopback=True)


def _bare(parts: Running, web: WebSettings) -> Edge:
    bare = Litestar(
        [bare_read, bare_write],
        guards=[guard(_identity(parts), RateLimit(rate=web.rate_limit, burst=web.rate_burst), {})],
        openapi_config=None,
        logging_config=None,
    )
    bare.state["pool"] = parts.services.pool
    return Edge(bare, metrics=parts.services.metrics)


def _switch(parts: Running, bare: Edge, web: WebSettings) -> ASGI:
    services = msgspec.structs.replace(parts.services, accesses=Unrecorded(parts.services.pool))
    quiet = create_app(services, _identity(parts), web)

    async def switch(scope: Any, receive: Any, send: Any) -> None:
        path = scope.get("path", "")
        if path.startswith("/bare"):
            await bare(scope, receive, send)
        elif path.startswith("/quiet"):
            scope["path"] = path.removeprefix("/quiet")
            scope["raw_path"] = scope["path"].encode()
            await quiet(scope, receive, send)
        else:
            await parts.app(scope, receive, send)

    return switch


class Wire:
    """A connection that is kept, speaking as little HTTP as it takes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def to(cls, port: int) -> "Wire":
        """Connect."""
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def ask(self, request: bytes, *, expect: bytes) -> bytes:
        """Send a request and return the body; raises RuntimeError for another status than expected."""
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        body = await self._reader.readexactly(length)
        if not head.startswith(b"HTTP/1.1 " + expect):
            raise RuntimeError(head + body)
        return body


def _get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n\r\n".encode()


def _post(path: str) -> bytes:
    body = msgspec.json.encode(BODY)
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\nContent-Type: application/json\r\n"  # noqa: E501
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


async def _callers(
    port: int, requests: Iterator[bytes], expect: bytes
) -> list[Callable[[], Awaitable[object]]]:
    wires = [await Wire.to(port) for _ in range(CALLERS)]
    return [partial(_next, wire, requests, expect) for wire in wires]


async def _next(wire: Wire, requests: Iterator[bytes], expect: bytes) -> bytes:
    return await wire.ask(next(requests), expect=expect)


def spent(pid: int) -> float:
    """Return the processor time of a process in microseconds."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1_000_000 / os.sysconf("SC_CLK_TCK")


async def one(port: int, pid: int, requests: Iterator[bytes], expect: bytes) -> Figure:
    """Return one round's figure; `here` is the server's processor time a request, warm-up included."""
    asked = 0

    def counted() -> Iterator[bytes]:
        nonlocal asked
        for request in requests:
            asked += 1
            yield request

    calls = await _callers(port, counted(), expect)
    before = spent(pid)
    found = await measured(calls)
    return msgspec.structs.replace(found, here=(spent(pid) - before) / asked)


async def figures(port: int, pid: int, residents: Sequence[UUID]) -> dict[str, Figure]:
    """Return the figure of each kind of request, its round in the middle.

    Who is asked about is not written about, and keeps a history of twelve events.
    """
    written, residents = residents[:WRITTEN], residents[WRITTEN:]
    kinds = {
        "bare read": (cycle([_get("/bare/read")]), b"200"),
        "GET standing": (cycle([_get(f"/v1/residents/{r}?on=2026-11-23") for r in residents]), b"200"),
        "GET standing, folded anew": (
            cycle([_get(f"/v1/residents/{r}?on=2026-11-23") for r in written]),
            b"200",
        ),
        "GET standing, looks not kept": (
            cycle([_get(f"/quiet/v1/residents/{r}?on=2026-11-23") for r in residents]),
            b"200",
        ),
        "bare write": (cycle([_post("/bare/write")]), b"201"),
        "POST events": (cycle([_post(f"/v1/residents/{r}/events") for r in written]), b"201"),
    }
    rounds: dict[str, list[Figure]] = {kind: [] for kind in kinds}
    for _ in range(ROUNDS):
        for kind, (requests, expect) in kinds.items():
            rounds[kind].append(await one(port, pid, requests, expect))
    return {kind: typical(found) for kind, found in rounds.items()}


async def prepare(dsn: str, running: Any) -> list[UUID]:
    """Record residents with twelve events each, and make the bare table; return the residents."""
    connection = await asyncpg.connect(running.superuser.replace("/postgres?", "/zairyu?"))
    await connection.execute(
        "CREATE TABLE public.bare (id uuid PRIMARY KEY, body bytea); GRANT ALL ON public.bare TO zairyu_app"
    )
    await connection.execute("GRANT USAGE ON SCHEMA public TO zairyu_app")
    await connection.close()
    numbers = count()
    async with log(running) as events:
        residents = [uuid4() for _ in range(RESIDENTS + WRITTEN)]
        for start in range(0, len(residents), CALLERS):
            some = residents[start : start + CALLERS]
            await asyncio.gather(*[events.append(adding(r, *life(next(numbers)))) for r in some])
    return residents


def main() -> None:
    """Print the table."""
    with server() as running:
        residents = uvloop.run(prepare(running.application, running))
        port = 18080
        command = [sys.executable, "-m", "tests.benchmarks.http", running.application, str(port)]
        with Popen(command, stderr=DEVNULL) as process:
            try:
                found = uvloop.run(_when_up(port, process.pid, residents))
            finally:
                process.terminate()
    base = {
        "GET standing": "bare read",
        "GET standing, folded anew": "bare read",
        "GET standing, looks not kept": "bare read",
        "POST events": "bare write",
    }
    table(
        f"HTTP, {CALLERS} callers at once, one server process, residents of 12 events",
        ("request", "per second", "p50 ms", "p99 ms", "× bare", "at least", "server's µs", "database's µs"),
        [
            (
                kind,
                f.rate,
                f.p50,
                f.p99,
                f.rate / found[base.get(kind, kind)].rate,
                AT_LEAST.get(kind, ""),
                f.here,
                f.server,
            )
            for kind, f in found.items()
        ],
        [
            f"the record of looks costs {1 - found['GET standing'].rate / found['GET standing, looks not kept'].rate:.1%} (at most 15 %)"  # noqa: E501
        ],
    )


async def _when_up(port: int, pid: int, residents: Sequence[UUID]) -> dict[str, Figure]:
    for _ in range(400):
        try:
            await (await Wire.to(port)).ask(
                _get(f"/v1/obligations?limit=1&wait_for={(RESIDENTS + WRITTEN) * 12}"), expect=b"200"
            )
            break
        except (OSError, RuntimeError):  # not up, or the lists not level yet
            await asyncio.sleep(0.05)
    return await figures(port, pid, residents)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        uvloop.run(serve(sys.argv[1], int(sys.argv[2])))
    else:
        main()
