"""Appends of one event: our log, a bare INSERT per commit, and the library's own recorder, on one server.

Rounds of the three alternate, so that a disturbance of the machine meets all; the median round is shown.
"""

import itertools
import os
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import uuid4

import uvloop
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore

from adapters.embedded import Server
from adapters.postgres.log import Log
from tests.adapters.lives import adding, note
from tests.benchmarks.ground import (
    ROUNDS,
    SECONDS,
    WARM_UP,
    Figure,
    figure,
    log,
    measured,
    plain,
    server,
    table,
    typical,
)

CALLERS = tuple(int(n) for n in os.environ.get("ZAIRYU_BENCH_CALLERS", "1 8 32 128").split())
STREAMS = 50
EVENT = note("x" * 120)
STATE = b"x" * 200
META = '{"by":"hanako","role":"caseworker","office":"01107"}'

TABLE = """
CREATE SCHEMA IF NOT EXISTS bare;
CREATE TABLE IF NOT EXISTS bare.event (
    position bigserial PRIMARY KEY, resident_id uuid NOT NULL, version int NOT NULL, event_id uuid NOT NULL,
    topic text NOT NULL, body bytea NOT NULL, meta text NOT NULL, recorded_at timestamptz NOT NULL DEFAULT
    now(), UNIQUE (resident_id, version))
"""
INSERT = """
INSERT INTO bare.event (resident_id, version, event_id, topic, body, meta) VALUES ($1, $2, $3, $4, $5, $6)
RETURNING position
"""


def ours(found: Log) -> Callable[[], Awaitable[object]]:
    """One caller with residents of its own."""
    residents = [[uuid4(), 0] for _ in range(STREAMS)]
    turns = itertools.cycle(residents)

    async def call() -> None:
        turn = next(turns)
        await found.append(adding(turn[0], EVENT, after=turn[1]))  # type: ignore[arg-type]
        turn[1] += 1  # type: ignore[operator]

    return call


async def bare(running: Server, callers: int) -> Figure:
    """The least that any log must do: one row, one commit, one connection per caller."""
    connections = await plain(running.superuser, callers)
    await connections[0].execute(TABLE)

    def caller(connection: object) -> Callable[[], Awaitable[object]]:
        turns = itertools.cycle([[uuid4(), 0] for _ in range(STREAMS)])
        statement = None

        async def call() -> None:
            nonlocal statement
            if statement is None:
                statement = await connection.prepare(INSERT)  # type: ignore[attr-defined]
            turn = next(turns)
            turn[1] += 1  # type: ignore[operator]
            await statement.fetchval(turn[0], turn[1], uuid4(), "NoteAdded", STATE, META)

        return call

    found = await measured([caller(connection) for connection in connections])
    for connection in connections:
        await connection.close()
    return found


def library(running: Server, callers: int) -> Figure:
    """The library's PostgreSQL recorder with psycopg, as it comes: a thread per caller."""
    parts = urlsplit(running.superuser)
    datastore = PostgresDatastore(
        dbname=parts.path[1:], host=unquote(parse_qs(parts.query)["host"][0]), port=5432, user="postgres",
        password="", pool_size=min(callers, 32), max_overflow=0,
    )  # fmt: skip
    recorder = PostgresApplicationRecorder(datastore, events_table_name="library_events")
    recorder.create_table()
    latencies: list[float] = []
    start, stop = time.perf_counter() + WARM_UP, time.perf_counter() + WARM_UP + SECONDS

    def call() -> None:
        stream, version = uuid4(), 0
        while (began := time.perf_counter()) < stop:
            version += 1
            recorder.insert_events([StoredEvent(stream, version, "NoteAdded", STATE)])
            if began >= start:
                latencies.append(time.perf_counter() - began)

    threads = [threading.Thread(target=call) for _ in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    datastore.close()
    return figure(latencies, SECONDS)


async def one_round(running: Server, callers: int) -> tuple[Figure, Figure]:
    """Ours, then bare."""
    async with log(running, size=4) as found:
        mine = await measured([ours(found) for _ in range(callers)])
    return mine, await bare(running, callers)


def main() -> None:
    """Print the table."""
    rows = []
    with server() as running:
        for callers in CALLERS:
            rounds = [
                (*uvloop.run(one_round(running, callers)), library(running, callers)) for _ in range(ROUNDS)
            ]
            mine, least, theirs = (typical(found) for found in zip(*rounds, strict=True))
            rows.append(
                (callers, int(mine.rate), mine.p50, mine.p99, int(least.rate), int(theirs.rate),
                 mine.rate / least.rate, mine.rate / theirs.rate,
                 f"{mine.here:.0f} + {mine.server:.0f}", f"{least.here:.0f} + {least.server:.0f}")
            )  # fmt: skip
            print(".", end="", file=sys.stderr, flush=True)
    table(
        "Appends of one event, encrypted, with checks; events per second",
        (
            "callers",
            "ours",
            "p50 ms",
            "p99 ms",
            "bare INSERT",
            "library",
            "× bare",
            "× library",
            "CPU µs here + server",
            "bare",
        ),
        rows,
        ["To reach at 32 callers: 1.0 × bare (aim 1.5), 8 × library, p99 ≤ 5 ms."],
    )


if __name__ == "__main__":
    main()
