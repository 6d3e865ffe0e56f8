"""Rows made anew beside are the rows that the projector keeps; they take their place at once."""

import asyncio
import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import msgspec
import pytest

from adapters.ports import Append, Author
from adapters.postgres.log import Log
from adapters.postgres.log.erasure import erase
from adapters.postgres.projector import Projector
from adapters.postgres.rows import rebuild as rebuilding
from adapters.postgres.rows.folding import OvertakenError, Place
from adapters.postgres.rows.rebuild import ListsInUseError, MismatchError, RebuildBusyError, rebuild
from adapters.postgres.rows.tables import ALWAYS_KNOWN
from adapters.postgres.rows.writing import encode_instants_once, set_aside
from adapters.postgres.statements import sql
from domain.policy import DEFAULT, Policy
from projections.projector import Stuck
from tests.adapters.conftest import MASTER
from tests.adapters.test_lists import record
from tests.conftest import Dsns
from tests.spec import decoded, event
from tests.strategies import life_of

Pool = Any
AUTHOR = Author(person="test", role="caseworker", office="01101")
OF_RESIDENTS = ("duty", "standing", "dwelling", "term", "resident")
TABLES = (*OF_RESIDENTS, "rule")
STORED = """
SELECT relname, relowner::regrole::text, reloptions
FROM pg_class WHERE relnamespace = 'lists'::regnamespace ORDER BY relname
"""
WAITING = "SELECT count(*) FROM pg_locks WHERE relation = 'projection.rebuilt'::regclass AND NOT granted"


@pytest.fixture(autouse=True)
def few_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dozen residents need no more."""
    monkeypatch.setattr(rebuilding, "PARTS", 8)


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 11, 23, 4, 5, 6, 789, tzinfo=UTC),
        datetime(2026, 11, 23, 9, tzinfo=timezone(timedelta(hours=9))),
        datetime(1999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        ALWAYS_KNOWN,
    ],
)
async def test_an_instant_encoded_once_is_the_same_instant(pool: Pool, at: datetime) -> None:
    async with pool.acquire() as plain:
        expected = await plain.fetchval("SELECT $1::timestamptz::text", at)
        await encode_instants_once(plain)
        assert await plain.fetchval("SELECT $1::timestamptz::text", at) == expected


class StoppedError(Exception):
    """Somebody broke it off."""


def place(database: Dsns, policy: Policy = DEFAULT) -> Place:
    return Place(dsn=database.application, masters=(MASTER,), policy=policy, shard=0)


async def some_lives(log: Log, count: int = 12, seed: int = 1) -> list[UUID]:
    choice = random.Random(seed)
    return await record(
        log, [life_of([choice.getrandbits(32) for _ in range(12)]) for _ in range(count)], choice
    )


async def contents(pool: Pool) -> Mapping[str, list[tuple[Any, ...]]]:
    found = {
        t: sorted((tuple(r) for r in await pool.fetch(f"SELECT * FROM lists.{t}")), key=repr) for t in TABLES
    }
    for table in ("state_change", "week_change"):
        changes = await pool.fetch(f"SELECT * FROM lists.{table} WHERE n <> 0")
        found[table] = sorted((tuple(r) for r in changes), key=repr)
    return found


async def counted(pool: Pool) -> Mapping[str, list[tuple[Any, ...]]]:
    """The contents but for the windows of rules, which only ever widen."""
    return {table: lines for table, lines in (await contents(pool)).items() if table != "rule"}


async def catalogue(pool: Pool) -> list[tuple[Any, ...]]:
    found = await pool.fetch(
        "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname LIKE 'lists%' ORDER BY 1, 2"
    )
    return [tuple(r) for r in found]


async def test_a_rebuild_gives_the_rows_that_the_projector_keeps(
    database: Dsns, pool: Pool, log: Log
) -> None:
    await some_lives(log)
    projector = Projector(pool, log, DEFAULT)
    await projector.catch_up()
    before, indexes = await contents(pool), await catalogue(pool)
    seen: list[tuple[str, int, int]] = []
    done = await rebuild(place(database), workers=1, progress=lambda *step: seen.append(step))
    assert await contents(pool) == before
    assert await catalogue(pool) == indexes
    assert (done.residents, done.events, done.position, done.stuck) == (
        12,
        await log.head(),
        await log.head(),
        0,
    )
    assert {what for what, _, _ in seen} == {"folding", "indexing"}
    assert (await projector.progress()).lag == 0
    await some_lives(log, 2, seed=5)
    await projector.catch_up()
    assert len((await contents(pool))["resident"]) == 14


async def test_what_is_recorded_meanwhile_is_in_the_new_rows(
    database: Dsns, pool: Pool, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = await some_lives(log)
    projector = Projector(pool, log, DEFAULT)
    await projector.catch_up()

    async def note(resident_id: UUID) -> None:
        version = len(await log.load(resident_id))
        new = decoded(event("NoteAdded", "2029-12-31", text="meanwhile"))
        await log.append(
            Append(resident_id=resident_id, expected_version=version, events=(new,), author=AUTHOR)
        )

    async def working() -> None:
        for resident_id in ids * 3:
            await note(resident_id)
            await asyncio.sleep(0.02)

    monkeypatch.setattr(rebuilding, "LEVEL", 2)
    task = asyncio.create_task(working())
    running = asyncio.create_task(projector.run())
    await rebuild(place(database), workers=1)
    await some_lives(log, 3, seed=9)
    await task
    while (await projector.progress()).lag:
        await asyncio.sleep(0.05)
    running.cancel()
    rows = await contents(pool)
    await rebuild(place(database), workers=1)
    assert await contents(pool) == rows


async def test_a_rebuild_broken_off_goes_on_where_it_was(
    database: Dsns, pool: Pool, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    await some_lives(log)
    await Projector(pool, log, DEFAULT).catch_up()
    before = await contents(pool)
    await broken_off(database)
    assert await contents(pool) == before
    assert len(await pool.fetch("SELECT FROM projection.rebuilt")) == rebuilding.PARTS
    seen: list[str] = []
    await rebuild(place(database), workers=1, progress=lambda what, _done, _total: seen.append(what))
    assert "folding" not in seen
    assert await contents(pool) == before


async def test_another_policy_makes_the_rows_outdated_until_they_are_rebuilt(
    database: Dsns, pool: Pool, log: Log
) -> None:
    await some_lives(log)
    await Projector(pool, log, DEFAULT).catch_up()
    other = Policy(roll_90="ON", month_end="CLAMP", filing_grace="OFF")
    changed = Projector(pool, log, other)
    assert (await changed.progress()).outdated
    await some_lives(log, 2, seed=5)
    await changed.catch_up()
    assert (await changed.progress()).outdated
    await rebuild(place(database, other), workers=1)
    assert not (await changed.progress()).outdated


async def test_who_is_erased_leaves_a_rebuild_under_way_and_its_sums(
    database: Dsns, pool: Pool, log: Log
) -> None:
    ids = await some_lives(log)
    projector = Projector(pool, log, DEFAULT)
    await projector.catch_up()
    erased: list[asyncio.Task[Any]] = []

    def erase_two(what: str, done: int, _total: int) -> None:
        if what == "folding" and not erased:
            erased.append(
                asyncio.create_task(erase(pool, ids[0], reason="court-order", author=AUTHOR, shard=0))
            )
        if what == "indexing" and len(erased) == 1:
            erased.append(
                asyncio.create_task(erase(pool, ids[1], reason="court-order", author=AUTHOR, shard=0))
            )

    await rebuild(place(database), workers=1, progress=erase_two)
    await asyncio.gather(*erased)
    await projector.catch_up()
    rows = await counted(pool)
    assert not {ids[0], ids[1]} & {resident_id for _, resident_id, *_ in rows["resident"]}
    await rebuild(place(database), workers=1)
    assert await counted(pool) == rows


async def test_who_is_erased_leaves_a_rebuild_that_was_broken_off(
    database: Dsns, pool: Pool, log: Log
) -> None:
    ids = await some_lives(log)
    projector = Projector(pool, log, DEFAULT)
    await projector.catch_up()
    await broken_off(database)
    await erase(pool, ids[0], reason="court-order", author=AUTHOR, shard=0)
    for table in OF_RESIDENTS:
        assert (
            await pool.fetchval(f"SELECT count(*) FROM lists_next.{table} WHERE resident_id = $1", ids[0])
            == 0
        )
    await projector.catch_up()
    rows = await counted(pool)
    await rebuild(place(database), workers=1)
    assert await counted(pool) == rows


async def test_who_is_erased_while_a_rebuild_runs_leaves_it_when_it_breaks_off(
    database: Dsns, pool: Pool, log: Log
) -> None:
    """The next projector to lead sees to it: nobody else knows of both."""
    ids = await some_lives(log)
    await broken_off(database)
    async with pool.acquire() as running:
        await running.fetchval(sql("cluster/lead.sql"), 0, rebuilding.LOCK, "become", "0")
        await erase(pool, ids[0], reason="court-order", author=AUTHOR, shard=0)
        await running.execute("SELECT pg_advisory_unlock_all()")
    left = "SELECT count(*) FROM lists_next.duty WHERE resident_id = $1"
    assert await pool.fetchval(left, ids[0])
    leading = asyncio.create_task(Projector(pool, log, DEFAULT).run())
    async with asyncio.timeout(20):
        while await pool.fetchval(left, ids[0]):
            await asyncio.sleep(0.01)
    leading.cancel()
    assert await pool.fetchval(left, ids[1])


async def test_a_rebuild_says_who_is_set_aside_its_broken_off_part_too(
    database: Dsns, pool: Pool, log: Log
) -> None:
    ids = await some_lives(log)
    projector = Projector(pool, log, DEFAULT)
    before, found = (
        Stuck(resident_id=resident_id, version=99, position=1, fault="ValueError at x:1")
        for resident_id in ids[:2]
    )
    async with pool.acquire() as connection:
        await set_aside(connection, 0, [before])
    await broken_off(database)
    await pool.execute(
        "UPDATE projection.rebuilt SET stuck = $1 WHERE part = 3", msgspec.json.encode([found])
    )
    assert (await rebuild(place(database), workers=1)).stuck == 1
    assert [s.resident_id for s in await projector.stuck()] == [found.resident_id]


async def test_who_is_set_aside_by_a_rebuild_and_then_erased_is_set_aside_no_more(
    database: Dsns, pool: Pool, log: Log
) -> None:
    ids = await some_lives(log)
    await broken_off(database)
    found = Stuck(resident_id=ids[0], version=1, position=1, fault="ValueError at x:1")
    await pool.execute(
        "UPDATE projection.rebuilt SET stuck = $1 WHERE part = 3", msgspec.json.encode([found])
    )
    await erase(pool, ids[0], reason="court-order", author=AUTHOR, shard=0)
    assert (await rebuild(place(database), workers=1)).stuck == 0
    assert await Projector(pool, log, DEFAULT).stuck() == []


async def test_rows_of_another_version_are_replaced_while_a_rebuild_waits(
    database: Dsns, pool: Pool, log: Log
) -> None:
    await some_lives(log)
    await Projector(pool, log, DEFAULT).catch_up()
    other = Policy(roll_90="ON", month_end="CLAMP", filing_grace="OFF")
    await broken_off(database, other)
    changed = Projector(pool, log, other)
    await some_lives(log, 2, seed=5)
    await changed.catch_up()
    assert (await changed.progress()).lag == 0
    await rebuild(place(database, other), workers=1)
    rows = await contents(pool)
    assert len(rows["resident"]) == 14
    await rebuild(place(database, other), workers=1)
    assert await contents(pool) == rows


async def broken_off(database: Dsns, policy: Policy = DEFAULT) -> None:
    """Let a rebuild stop when all is folded and some is indexed."""

    def stop(what: str, done: int, total: int) -> None:
        if what == "indexing" and done == 3:
            raise StoppedError

    with pytest.raises(StoppedError):
        await rebuild(place(database, policy), workers=1, progress=stop)


async def test_rows_that_differ_from_the_folds_are_not_switched_to_and_made_anew_next_time(
    database: Dsns, pool: Pool, log: Log
) -> None:
    await some_lives(log)
    await Projector(pool, log, DEFAULT).catch_up()
    before = await contents(pool)
    await broken_off(database)
    await pool.execute("UPDATE lists_next.duty SET due_on = due_on - 1 WHERE due_on < 'infinity'")
    with pytest.raises(MismatchError):
        await rebuild(place(database), workers=1)
    assert await contents(pool) == before
    assert not await pool.fetch("SELECT FROM projection.rebuilt")
    await rebuild(place(database), workers=1)
    assert await contents(pool) == before


async def test_rebuilt_tables_are_the_applications_and_stored_as_before(
    database: Dsns, pool: Pool, log: Log, superuser: Pool
) -> None:
    """A role that is merely a member of the application's may rebuild."""
    ids = await some_lives(log)
    await Projector(pool, log, DEFAULT).catch_up()
    before = await pool.fetch(STORED)
    await superuser.execute(f"CREATE ROLE {database.name} IN ROLE zairyu_app")
    try:
        as_member = f"{database.superuser}&role={database.name}"
        await rebuild(Place(dsn=as_member, masters=(MASTER,), policy=DEFAULT, shard=0), workers=1)
    finally:
        await superuser.execute(f"DROP OWNED BY {database.name}; DROP ROLE {database.name}")
    assert await pool.fetch(STORED) == before
    assert len((await contents(pool))["resident"]) == len(ids)


async def test_one_rebuild_at_a_time(database: Dsns, pool: Pool) -> None:
    async with pool.acquire() as connection:
        assert await connection.fetchval(sql("cluster/lead.sql"), 0, rebuilding.LOCK, "become", "0")
        with pytest.raises(RebuildBusyError):
            await rebuild(place(database), workers=1)


async def test_readers_neither_lose_nor_wait_long_for_a_switch(
    database: Dsns, pool: Pool, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does the projector, while one of them stays."""
    await some_lives(log)
    projector = Projector(pool, log, DEFAULT)
    await projector.catch_up()
    waiting = asyncio.Event()

    def notice(what: str, _done: int, _total: int) -> None:
        if what == "waiting":
            waiting.set()

    monkeypatch.setattr(rebuilding, "PAUSE_SECONDS", 0.1)
    async with pool.acquire() as reader, reader.transaction():
        await reader.fetch("SELECT FROM lists.standing")
        running = asyncio.create_task(rebuild(place(database), workers=1, progress=notice))
        async with asyncio.timeout(20):
            await waiting.wait()
        for _ in range(10):
            await reader.fetch("SELECT FROM lists.duty, lists.dwelling")
            async with asyncio.timeout(2):
                await pool.fetch("SELECT FROM lists.standing, lists.resident")
            await asyncio.sleep(0.05)
        await some_lives(log, 2, seed=5)
        await projector.catch_up()
        rows = await contents(pool)
    await running
    assert await contents(pool) == rows


async def test_a_switch_gives_up_when_somebody_stays_and_loses_nothing(
    database: Dsns, pool: Pool, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    await some_lives(log)
    await Projector(pool, log, DEFAULT).catch_up()
    before = await contents(pool)
    monkeypatch.setattr(rebuilding, "PAUSE_SECONDS", 0)
    monkeypatch.setattr(rebuilding, "TRIES", 2)
    async with pool.acquire() as reader, reader.transaction():
        await reader.fetch("SELECT FROM lists.standing")
        with pytest.raises(ListsInUseError):
            await rebuild(place(database), workers=1)
    seen: list[str] = []
    await rebuild(place(database), workers=1, progress=lambda what, _done, _total: seen.append(what))
    assert "folding" not in seen
    assert await contents(pool) == before


async def test_a_part_is_kept_only_for_the_rebuild_that_it_was_folded_for(
    database: Dsns, pool: Pool, log: Log
) -> None:
    """Processes of a run that was killed may live for a moment longer than the lock that it held."""
    await some_lives(log)
    await broken_off(database)
    await pool.execute("DELETE FROM projection.rebuilt WHERE part = 3")
    async with pool.acquire() as other, other.transaction():
        await other.execute("LOCK TABLE projection.rebuilt IN SHARE MODE")
        running = asyncio.create_task(rebuild(place(database), workers=1))
        while await pool.fetchval(WAITING) < 1:
            await asyncio.sleep(0.01)
        await other.execute("UPDATE projection.rebuild SET made_by = 'another'")
    with pytest.raises(OvertakenError):
        await running
    assert not await pool.fetchval("SELECT count(*) FROM projection.rebuilt WHERE part = 3")


async def test_a_part_is_kept_once(database: Dsns, pool: Pool, log: Log) -> None:
    await some_lives(log)
    await broken_off(database)
    version = await pool.fetchval("SELECT made_by FROM projection.rebuild")
    assert not await pool.fetchval(sql("rebuild/part_done.sql"), 0, 3, 1, 1, b"[]", version)
    assert await pool.fetchval(sql("rebuild/part_done.sql"), 0, 8, 1, 1, b"[]", version)
