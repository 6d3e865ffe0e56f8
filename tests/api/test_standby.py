"""Reads from a standby, a real one, which streams: what it answers, and when the primary does instead."""

import asyncio
import os
import signal
import tempfile
from asyncio import to_thread
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

import pytest

from adapters.embedded import Embedded
from adapters.keys import keyring, new_key
from adapters.postgres.database import Pool, Record, open_pool
from adapters.postgres.log import open_log
from adapters.postgres.migrate import migrate
from adapters.postgres.reading import read, standby_may_answer
from adapters.postgres.standby import Standby, State, Writes, open_standby
from adapters.settings import Settings
from tests.adapters.lives import adding, opened, recorded
from tests.api.office import DEVELOPMENT, Office, arrival, event, office
from tests.standby import killed, primary, processes, standby, told

BEARER = {"Authorization": f"Bearer {DEVELOPMENT}"}
LAG = 2.0
KEY = new_key()
PAUSE, RESUME = "SELECT pg_wal_replay_pause()", "SELECT pg_wal_replay_resume()"


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder that every user can enter: root's servers run as another one."""
    with tempfile.TemporaryDirectory(prefix="zairyu-standby-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="module")
def first(server: Embedded, place: Path) -> Iterator[Embedded]:
    with primary(place / "primary", server.bindir) as found:
        yield found


@pytest.fixture(scope="module")
def second(first: Embedded, place: Path) -> Iterator[Embedded]:
    with standby(first, place / "standby") as server:
        yield server


@pytest.fixture(scope="module")
async def reader(first: Embedded, second: Embedded, place: Path) -> AsyncIterator[Office]:
    """A process that may read from the standby; its people write, too."""
    url = second.server.application
    async with office(first.server.application, place, key=KEY, read_database_url=url, read_lag=LAG) as found:
        yield found


@pytest.fixture(scope="module")
async def other(first: Embedded, place: Path) -> AsyncIterator[Office]:
    """Another process on the same primary; the reader does not hear of what it writes."""
    async with office(first.server.application, place, key=KEY) as found:
        yield found


def of(reader: Office) -> Standby:
    found = reader.parts.services.standby
    assert found is not None
    return found


async def becomes(reader: Office | Standby, state: State) -> None:
    found = of(reader) if isinstance(reader, Office) else reader
    async with asyncio.timeout(60):
        while found.state != state:
            await asyncio.sleep(0.01)


async def answers(reader: Office, resident: str) -> None:
    """The standby answers about a resident, as soon as it may."""
    async with asyncio.timeout(60):
        before = of(reader).answered
        while of(reader).answered == before:
            await becomes(reader, "answers")
            assert await version(reader, resident) == 4


async def version(office: Office, resident: str) -> int:
    answer = await office.get(f"/v1/residents/{resident}")
    assert answer.status_code == 200, answer.text
    return int(answer.json()["version"])


READS = (
    "/v1/residents/{id}", "/v1/residents/{id}/obligations", "/v1/residents/{id}/timeline",
    "/v1/residents/{id}/events", "/v1/residents/{id}/events?proof=true", "/v1/residents/{id}/notices",
    "/v1/residents/{id}/diff?known_from=v1&known_to=v2", "/v1/residents/{id}/correction-requests",
    "/v1/correction-requests", "/v1/residents", "/v1/residents?q=Sharma", "/v1/residents?sort=name",
    "/v1/residents?municipality=01101", "/v1/obligations", "/v1/obligations?rule=ADR-1",
    "/v1/obligations/summary", "/v1/obligations/summary?by_municipality=true", "/v1/notifications/overdue",
    "/v1/notices", "/v1/notices/feed", "/v1/letters", "/v1/events", "/v1/webhooks", "/v1/mail/recipients",
    "/v1/obligations?format=csv", "/v1/audit/seals", "/v1/calendars",
)  # fmt: skip


async def test_whatever_only_reads_a_standby_answers_as_the_primary_does(
    reader: Office, other: Office
) -> None:
    resident = await reader.open(*arrival())
    position = (await reader.record(resident, event("NoteAdded", "2026-05-01", text="called")))["position"]
    for path in ("/v1/residents", "/v1/notices"):
        assert (await reader.get(path, wait_for=position)).status_code == 200
    answered, refused = of(reader).answered, of(reader).fell_back["failed"]
    for path in READS:
        await becomes(reader, "answers")
        here = await reader.client.get(path.format(id=resident), headers=BEARER)
        there = await other.client.get(path.format(id=resident), headers=BEARER)
        assert (here.status_code, here.content) == (200, there.content), path
    assert of(reader).answered > answered + len(READS) / 2
    assert of(reader).fell_back["failed"] == refused


async def test_who_writes_reads_what_was_written_and_the_standby_answers_most_of_it(reader: Office) -> None:
    resident = await reader.open(*arrival())
    answered = of(reader).answered
    for n in range(5, 25):
        await becomes(reader, "answers")
        await reader.record(resident, event("NoteAdded", "2026-05-01", text="called"))
        assert await version(reader, resident) == n
    assert of(reader).answered > answered


@pytest.mark.torture
async def test_a_standby_that_shows_nothing_new_is_left_at_once_by_who_writes_and_within_the_lag_by_others(
    reader: Office, other: Office, second: Embedded
) -> None:
    resident = await reader.open(*arrival())
    await becomes(reader, "answers")
    await to_thread(told, second.server.superuser, PAUSE)
    try:
        await reader.record(resident, event("NoteAdded", "2026-05-01", text="here"))
        assert await version(reader, resident) == 5
        noted = await other.record(resident, event("NoteAdded", "2026-05-02", text="elsewhere"))
        begun = monotonic()
        while await version(reader, resident) < 6:
            assert monotonic() < begun + LAG
        assert of(reader).state == "behind"
        listed = await reader.get("/v1/residents", wait_for=noted["position"])
        assert resident in {item["resident_id"] for item in listed.json()["items"]}
    finally:
        await to_thread(told, second.server.superuser, RESUME)
    await becomes(reader, "answers")
    assert await version(reader, resident) == 6


async def test_what_is_waited_for_the_standby_shows_or_the_primary_answers(
    reader: Office, other: Office
) -> None:
    for _ in range(10):
        resident = await other.open(*arrival(family="Wanted"))
        position = (await other.record(resident, event("NoteAdded", "2026-05-01", text="x")))["position"]
        found = await reader.get("/v1/residents", wait_for=position, q="Wanted", limit=100)
        assert resident in {item["resident_id"] for item in found.json()["items"]}


@pytest.mark.torture
async def test_a_read_that_the_standby_cancels_for_what_comes_from_the_primary_is_answered_by_the_primary(
    reader: Office, first: Embedded
) -> None:
    """The primary locks a table for itself alone: whoever reads it on the standby is in the way."""
    await becomes(reader, "answers")
    pool, before = reader.parts.services.pool, of(reader).fell_back["failed"]
    with standby_may_answer(of(reader)):
        reading = asyncio.create_task(read(pool, "SELECT count(*) AS n, pg_sleep(0.3)::text FROM lists.duty"))
    await asyncio.sleep(0.05)
    alone = "DO $$ BEGIN LOCK TABLE lists.duty IN ACCESS EXCLUSIVE MODE; END $$"
    await to_thread(told, first.server.superuser, alone)
    assert len(await reading) == 1
    assert of(reader).fell_back["failed"] == before + 1
    assert 'zairyu_standby_fallbacks{why="failed"}' in (await reader.client.get("/metrics")).text


@pytest.mark.torture
async def test_a_standby_that_is_killed_costs_nobody_an_answer_and_answers_when_it_is_back(
    reader: Office, second: Embedded
) -> None:
    resident = await reader.open(*arrival())
    await becomes(reader, "answers")
    await to_thread(killed, second)
    assert await version(reader, resident) == 4
    await becomes(reader, "away")
    ready = (await reader.client.get("/health/ready")).json()
    assert (ready["log"], ready["standby"]) == (True, "away")
    assert await version(reader, resident) == 4
    await to_thread(second.start)
    await becomes(reader, "answers")
    await answers(reader, resident)


@pytest.mark.torture
async def test_a_standby_that_hangs_is_waited_for_no_longer_than_it_may_lag(
    reader: Office, second: Embedded
) -> None:
    resident = await reader.open(*arrival())
    await becomes(reader, "answers")
    stopped = processes(second)
    for process in stopped:
        os.kill(process, signal.SIGSTOP)
    try:
        begun = monotonic()
        assert await version(reader, resident) == 4
        assert monotonic() < begun + LAG
        await becomes(reader, "away")
        begun = monotonic()
        assert await version(reader, resident) == 4
        assert monotonic() < begun + LAG / 4
    finally:
        for process in reversed(stopped):
            os.kill(process, signal.SIGCONT)
    await answers(reader, resident)


def to_nobody(*_: object) -> None:
    """Hear of a state, and do nothing."""


@asynccontextmanager
async def pools(*dsns: str) -> AsyncIterator[list[Pool]]:
    async with AsyncExitStack() as opened:
        yield [await opened.enter_async_context(await open_pool(dsn, size=4)) for dsn in dsns]


@asynccontextmanager
async def watched(standby: Standby) -> AsyncIterator[None]:
    watching = asyncio.create_task(standby.watch())
    yield
    watching.cancel()
    await asyncio.wait([watching])


class Believed:
    """A standby that is believed whatever it shows."""

    def __init__(self, primary: Pool, pool: Pool) -> None:
        self.primary = primary
        self.pool = pool

    async def answer(self, statement: str, arguments: Sequence[object]) -> list[Record] | None:
        """Return what it finds."""
        return await self.pool.fetch(statement, *arguments)


async def test_a_history_that_a_process_remembers_never_loses_its_last_events_to_a_standby(
    first: Embedded, second: Embedded, reader: Office
) -> None:
    resident = uuid4()
    keys = keyring(Settings(key=KEY))
    dsns = first.server.application, second.server.application
    async with pools(*dsns) as (here, there), open_log(here, keys, shard=0, remembered=100) as log:
        await recorded(log, adding(resident, opened()))
        await becomes(reader, "answers")
        await to_thread(told, second.server.superuser, PAUSE)
        try:
            await recorded(log, adding(resident, after=1))
            for load in (lambda: log.load(resident), lambda: log.load_many([resident])):
                with standby_may_answer(Believed(here, there)):
                    assert await _versions(load, resident) == [1, 2]
                    assert [r.version for r in log.remembered(resident)] == [1, 2]
            log.streams.forget(resident)
            with standby_may_answer(Believed(here, there)):
                assert await _versions(lambda: log.load(resident), resident) == [1]
            assert await _versions(lambda: log.load(resident), resident) == [1, 2]
        finally:
            await to_thread(told, second.server.superuser, RESUME)


async def _versions(load: Callable[[], Awaitable[Any]], resident: UUID) -> list[int]:
    found = await load()
    return [r.version for r in (found[resident] if isinstance(found, dict) else found)]


async def test_what_a_process_has_acknowledged_others_that_serve_the_same_address_do_not_miss(
    first: Embedded, second: Embedded, reader: Office, tmp_path: Path
) -> None:
    dsns = first.server.application, second.server.application
    async with pools(*dsns) as (here, there):
        one, two = (
            Standby(here, there, shard=0, lag=60, tell=to_nobody, writes=Writes(tmp_path / "writes", n))
            for n in range(2)
        )
        async with watched(two):
            await becomes(two, "answers")
        await to_thread(told, second.server.superuser, PAUSE)
        try:
            await reader.open(*arrival())
            assert await two.answer("SELECT 1 AS one", ()) is not None
            one.written()
            assert await two.answer("SELECT 1 AS one", ()) is None
        finally:
            await to_thread(told, second.server.superuser, RESUME)
        assert two.fell_back == {"behind": 1}


@pytest.mark.torture
async def test_an_answer_is_no_older_than_allowed_though_nobody_watches_the_standby(
    first: Embedded, second: Embedded, other: Office
) -> None:
    async with pools(first.server.application, second.server.application) as (here, there):
        lone = Standby(here, there, shard=0, lag=LAG, tell=to_nobody)
        async with watched(lone):
            await becomes(lone, "answers")
        await to_thread(told, second.server.superuser, PAUSE)
        try:
            written = monotonic()
            resident = UUID(await other.open(*arrival()))
            asked = "SELECT FROM log.event WHERE resident_id = $1"
            while await lone.answer(asked, (resident,)) is not None:
                assert monotonic() < written + LAG
                await asyncio.sleep(0.02)
            assert lone.fell_back == {"behind": 1}
        finally:
            await to_thread(told, second.server.superuser, RESUME)


async def test_a_standby_that_cannot_be_reached_is_said_to_be_away_and_why_without_its_address(
    first: Embedded,
) -> None:
    heard: list[object] = []
    async with pools(first.server.application) as (here,):
        nowhere = "postgresql://zairyu_app@127.0.0.1:9/zairyu"

        def tell(*said: object) -> None:
            heard.extend(said)

        async with open_standby(here, nowhere, shard=0, lag=LAG, tell=tell) as found:
            assert found is not None
            async with watched(found), asyncio.timeout(5):
                while not heard:
                    await asyncio.sleep(0.01)
            assert await found.answer("SELECT 1", ()) is None
    assert heard == ["away", "ConnectionRefusedError"]


async def test_a_standby_of_another_log_is_never_asked(
    first: Embedded, second: Embedded, template: str, reader: Office
) -> None:
    """It follows the same server here, so that everything agrees but the log itself."""
    await reader.open(*arrival())
    await to_thread(told, first.dsn("postgres", "postgres"), "CREATE DATABASE another OWNER zairyu_owner")
    await migrate(first.dsn("zairyu_owner", "another"), first.dsn("zairyu_app", "another"))
    async with pools(first.dsn("zairyu_app", "another"), second.server.application) as (another, there):
        strange = Standby(another, there, shard=0, lag=LAG, tell=to_nobody)
        async with watched(strange):
            await becomes(strange, "astray")
            assert await strange.answer("SELECT 1 AS one", ()) is None


@pytest.mark.torture
async def test_a_standby_that_is_promoted_answers_no_more_not_even_what_it_was_just_proven_for(
    first: Embedded, reader: Office, place: Path
) -> None:
    resident = await reader.open(*arrival())
    with standby(first, place / "promoted") as third:
        dsns = first.server.application, third.server.application
        async with pools(*dsns) as (here, there):
            proven = Standby(here, there, shard=0, lag=60, tell=to_nobody)
            async with watched(proven):
                await becomes(proven, "answers")
            asked = "SELECT count(*) AS events FROM log.event WHERE resident_id = $1"
            assert [r["events"] for r in await proven.answer(asked, (UUID(resident),)) or ()] == [4]
            assert await to_thread(told, third.server.superuser, "SELECT pg_promote()")
            assert await proven.answer(asked, (UUID(resident),)) is None
            await becomes(proven, "promoted")
            assert proven.fell_back == {"promoted": 1}


async def test_metrics_say_how_much_the_standby_answered_how_old_it_could_be_and_what_it_cost(
    reader: Office,
) -> None:
    while of(reader).seconds_behind() > LAG / 4:
        await asyncio.sleep(0.01)
    text = (await reader.client.get("/metrics")).text
    found = dict(line.rsplit(" ", 1) for line in text.splitlines() if line.startswith("zairyu_standby"))
    assert float(found["zairyu_standby_answers"]) == 1
    assert float(found["zairyu_standby_reads"]) > 0
    assert float(found["zairyu_standby_age_seconds"]) < LAG
    assert float(found["zairyu_standby_behind_bytes"]) == 0
