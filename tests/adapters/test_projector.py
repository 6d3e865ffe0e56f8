"""One projector works and others stand by; who cannot be folded is set aside; the erased are gone."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest
import structlog

from adapters.ports import Append, Author
from adapters.postgres import projector as projecting
from adapters.postgres.lists import Lists
from adapters.postgres.log import Log
from adapters.postgres.log.erasure import erase
from adapters.postgres.projector import Projector
from adapters.postgres.questions import SummaryAsked
from adapters.postgres.rows import writing
from adapters.postgres.rows.comparing import differing
from adapters.postgres.rows.reading import kept
from domain.history import Recorded, effective
from domain.policy import DEFAULT, Policy
from projections.projector import ProjectedBatch
from projections.rows.resident import CurrentRows, IncrementalFold
from tests.adapters.test_lists import record
from tests.over_time import obligations
from tests.spec import decoded, event
from tests.strategies import life_of

Pool = Any
AUTHOR = Author(person="test", role="caseworker", office="01101")
TABLES = ("duty", "standing", "dwelling", "term", "resident")
OTHER_NAMES = """
SELECT FROM lists.resident AS r WHERE r.name IS DISTINCT FROM (
    SELECT CASE WHEN count(DISTINCT s.name) = 1 THEN min(s.name) END
    FROM lists.standing AS s WHERE s.resident_id = r.resident_id
)
"""


async def some_lives(log: Log, count: int = 4, seed: int = 1) -> list[UUID]:
    choice = random.Random(seed)
    return await record(
        log, [life_of([choice.getrandbits(32) for _ in range(10)]) for _ in range(count)], choice
    )


NOTE = event("NoteAdded", "2029-12-31", text="x")
MOVE = event("Moved", "2029-12-31", address={"municipality_code": "01101", "line": "x"})


async def note(log: Log, resident_id: UUID, said: dict[str, Any] = NOTE) -> int:
    version = len(await log.load(resident_id))
    new = decoded(said)
    taken = await log.append(
        Append(resident_id=resident_id, expected_version=version, events=(new,), author=AUTHOR)
    )
    assert isinstance(taken, tuple)
    return taken[0].position


async def count(pool: Pool, resident_id: UUID) -> int:
    return sum([
        await pool.fetchval(f"SELECT count(*) FROM lists.{table} WHERE resident_id = $1", resident_id)
        for table in TABLES
    ])  # fmt: skip


@asynccontextmanager
async def running(*projectors: Projector) -> AsyncIterator[list["asyncio.Task[None]"]]:
    tasks = [asyncio.create_task(projector.run()) for projector in projectors]
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def until(happened: Any) -> None:
    async with asyncio.timeout(10):
        while not happened():
            await asyncio.sleep(0.01)


async def test_rows_follow_what_is_recorded(pool: Pool, log: Log) -> None:
    async with running(Projector(pool, log, DEFAULT)):
        for resident_id in await some_lives(log):
            await Lists(pool, 0).wait_for(await note(log, resident_id))


async def test_who_leads_next_goes_on_from_the_rows(
    pool: Pool, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    lives = [life_of([seed * 7919 + n for n in range(20)]) for seed in range(12)]
    ids = [UUID(int=n + 1) for n in range(len(lives))]
    resumed, went_on = IncrementalFold.resumed, []

    def seen(policy: Policy, history: Sequence[Recorded], kept: CurrentRows) -> IncrementalFold:
        went_on.append(kept.version)
        return resumed(policy, history, kept)

    monkeypatch.setattr(IncrementalFold, "resumed", seen)
    for step in range(max(map(len, lives))):
        for resident_id, life in zip(ids, lives, strict=True):
            for said in life[step : step + 1]:
                await note(log, resident_id, said)
        await Projector(pool, log, DEFAULT).catch_up()
    assert set(went_on) == set(range(1, max(map(len, lives))))
    assert await differing(pool, log, DEFAULT, sample=100) == (len(ids), [])
    assert await pool.fetchval("SELECT count(*) FROM projection.stuck") == 0
    kept_names = {bool(r["name"]) for r in await pool.fetch("SELECT name FROM lists.resident")}
    assert kept_names == {True, False}
    assert not await pool.fetch(OTHER_NAMES)


async def test_a_name_that_was_corrected_was_another_once(pool: Pool, log: Log) -> None:
    resident_id, *_ = await some_lives(log, 1)
    opened = msgspec.to_builtins((await log.load(resident_id))[0].event)
    corrected = {**opened, "name": {"family": "SATO", "given": "HANA"}}
    for said in (event("EventCorrected", "2029-12-31", corrects=1, reason="x", replacement=corrected), MOVE):
        await Projector(pool, log, DEFAULT).catch_up()
        await note(log, resident_id, said)
    await Projector(pool, log, DEFAULT).catch_up()
    assert await differing(pool, log, DEFAULT, sample=1) == (1, [])
    assert not await pool.fetch(OTHER_NAMES)


async def test_rows_that_were_gone_on_from_must_still_be_there(pool: Pool, log: Log) -> None:
    resident_id, *_ = await some_lives(log, 1)
    projector = Projector(pool, log, DEFAULT)
    await projector.catch_up()
    stream = await log.load(resident_id)
    async with pool.acquire() as connection:
        found = await kept(connection, 0, {resident_id: stream})
        resumed = IncrementalFold.resumed(DEFAULT, stream, found[resident_id]).rows()
        with pytest.raises(writing.RowsReplacedError):
            await writing.keep(connection, 0, ProjectedBatch(position=0, rows=(resumed,)), "", {})


async def test_a_note_moves_the_version_and_nothing_is_folded_for_it(
    pool: Pool, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    resident_id, *_ = await some_lives(log)
    await Projector(pool, log, DEFAULT).catch_up()
    before = await count(pool, resident_id)
    position = await note(log, resident_id)
    monkeypatch.setattr(IncrementalFold, "take", pytest.fail)
    await Projector(pool, log, DEFAULT).catch_up()
    assert await pool.fetchval("SELECT position FROM projection.checkpoint") == position
    shown = await pool.fetchval("SELECT version FROM lists.resident WHERE resident_id = $1", resident_id)
    assert shown == len(await log.load(resident_id))
    assert await count(pool, resident_id) == before
    assert await pool.fetchval("SELECT count(*) FROM projection.stuck") == 0


async def test_a_note_makes_rows_anew_that_another_version_of_the_projection_made(
    pool: Pool, log: Log
) -> None:
    resident_id, *_ = await some_lives(log, 1)
    await Projector(pool, log, DEFAULT).catch_up()
    await pool.execute("UPDATE lists.duty SET rule = 'none'")
    await note(log, resident_id)
    await Projector(pool, log, Policy(roll_90="ON")).catch_up()
    assert await pool.fetchval("SELECT count(*) FROM lists.duty WHERE rule = 'none'") == 0
    assert await pool.fetchval("SELECT count(*) FROM lists.duty") > 0


async def test_one_works_and_another_takes_over(
    pool: Pool, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projecting, "STAND_BY_SECONDS", 0.1)
    first, second = Projector(pool, log, DEFAULT), Projector(pool, log, DEFAULT)
    async with running(first, second) as tasks:
        await until(lambda: first.leading or second.leading)
        await asyncio.sleep(0.3)
        assert first.leading != second.leading
        tasks[0 if first.leading else 1].cancel()
        heir = second if first.leading else first
        await until(lambda: heir.leading)
        [resident_id] = await some_lives(log, 1)
        await Lists(pool, 0).wait_for(await note(log, resident_id))


async def test_two_that_work_at_once_do_no_harm(pool: Pool, log: Log) -> None:
    projectors = [Projector(pool, log, DEFAULT) for _ in range(3)]
    for seed in range(3):
        await some_lives(log, 3, seed)
        await asyncio.gather(*(projector.catch_up() for projector in projectors))
    assert (await projectors[0].progress()).lag == 0
    shown = {r["resident_id"]: r["version"] for r in await pool.fetch("SELECT * FROM lists.resident")}
    assert shown == {i: len(s) for i, s in (await log.load_many(list(shown))).items()}
    duplicates = await pool.fetch(
        "SELECT FROM lists.standing WHERE known_to = 'infinity'"
        " GROUP BY resident_id, valid_from HAVING count(*) > 1"
    )
    assert duplicates == []


async def test_a_resident_that_cannot_be_folded_is_set_aside(
    pool: Pool, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = await some_lives(log)
    projector = Projector(pool, log, DEFAULT)
    await projector.catch_up()
    rows_before = await count(pool, ids[0])

    sound = IncrementalFold.take

    def failing(fold: IncrementalFold, history: Sequence[Recorded]) -> None:
        sound(fold, history[:1])
        if history[0].resident_id == ids[0]:
            message = "a name that must not be shown"
            raise ZeroDivisionError(message)
        sound(fold, history)

    monkeypatch.setattr(IncrementalFold, "take", failing)
    for resident_id in ids[:2]:
        await note(log, resident_id, MOVE)
    await projector.catch_up()
    assert (await projector.progress()).lag == 0
    [stuck] = await projector.stuck()
    assert (stuck.resident_id, stuck.version) == (ids[0], len(await log.load(ids[0])))
    assert stuck.fault.startswith("ZeroDivisionError at tests.adapters.test_projector:")
    assert await count(pool, ids[0]) == rows_before

    monkeypatch.undo()
    await note(log, ids[0])
    await projector.catch_up()
    assert await projector.stuck() == []
    assert (await projector.progress()).stuck == 0


async def spoil(superuser: Any, resident_id: UUID) -> None:
    """Make the last event of a stream unreadable, behind the log's back."""
    await superuser.execute("SET session_replication_role = replica")
    await superuser.execute(
        "UPDATE log.event SET topic = 'SomethingNewer/2' WHERE (resident_id, version) ="
        " (SELECT resident_id, max(version) FROM log.event WHERE resident_id = $1 GROUP BY 1)",
        resident_id,
    )


async def test_a_resident_that_cannot_be_read_is_set_aside(pool: Pool, log: Log, superuser: Any) -> None:
    ids = await some_lives(log)
    await spoil(superuser, ids[0])
    projector = Projector(pool, log, DEFAULT)
    await projector.catch_up()
    assert (await projector.progress()).lag == 0
    [stuck] = await projector.stuck()
    assert stuck.resident_id == ids[0]
    assert stuck.fault.startswith("MapperDeserialisationError at adapters.codec:")
    assert await count(pool, ids[1])


async def test_a_resident_whose_rows_cannot_be_kept_is_set_aside(
    pool: Pool, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = await some_lives(log)
    sound = writing.copy

    async def failing(connection: Any, shard: int, residents: Any) -> None:
        await sound(connection, shard, residents)
        if any(r.resident_id == ids[0] for r, _ in residents):
            raise asyncpg.ProgramLimitExceededError("index row requires 12056 bytes")

    monkeypatch.setattr(writing, "copy", failing)
    projector = Projector(pool, log, DEFAULT)
    await projector.catch_up()
    assert (await projector.progress()).lag == 0
    [stuck] = await projector.stuck()
    assert stuck.resident_id == ids[0]
    assert stuck.fault.startswith("ProgramLimitExceededError at ")
    assert [bool(await count(pool, resident_id)) for resident_id in ids] == [False, True, True, True]


async def test_the_first_day_there_is_stops_nobody(pool: Pool, log: Log) -> None:
    first = "0001-01-01"
    life = [
        event("CaseOpened", first, name={"family": "A", "given": "B"}, date_of_birth=first, nationality="NP"),
        event(
            "Landed", first, port="Narita", status="student", period_of_stay="P1Y", expires_on="0002-01-01"
        ),
        event("Settled", first, address={"municipality_code": "01101", "line": "x"}),
    ]
    [resident_id] = await record(log, [life], random.Random(1))
    projector = Projector(pool, log, DEFAULT)
    await projector.catch_up()
    assert await projector.stuck() == []
    summary = await Lists(pool, 0).summary(SummaryAsked(on=date.min))
    assert {count.rule: (count.pending, count.open) for count in summary.by_rule} == {
        duty.rule: (duty.state(date.min) == "pending", duty.state(date.min) == "open")
        for duty in obligations(effective(await log.load(resident_id)), date.min)
    }


async def test_rows_that_two_versions_wrote_are_outdated_for_both(pool: Pool, log: Log) -> None:
    one, other = Projector(pool, log, DEFAULT), Projector(pool, log, Policy(roll_90="ON"))
    await some_lives(log, 1, seed=1)
    await one.catch_up()
    await some_lives(log, 1, seed=2)
    await other.catch_up()
    assert (await one.progress()).outdated
    assert (await other.progress()).outdated
    with structlog.testing.capture_logs() as said:
        await one.tell_outdated()
    assert [entry["log_level"] for entry in said] == ["warning"]


async def test_one_that_falls_silent_is_replaced(
    pool: Pool, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projecting, "STAND_BY_SECONDS", 0.1)
    monkeypatch.setattr("adapters.postgres.leading.LET_GO", "300ms")
    silent, heir = Projector(pool, log, DEFAULT), Projector(pool, log, DEFAULT)
    monkeypatch.setattr(silent, "_something_new", asyncio.Event().wait)
    async with running(silent):
        await until(lambda: silent.leading)
        async with running(heir):
            await until(lambda: heir.leading)
            [resident_id] = await some_lives(log, 1)
            await Lists(pool, 0).wait_for(await note(log, resident_id))


async def test_rows_of_the_erased_are_gone_and_stay_away(pool: Pool, log: Log) -> None:
    ids = await some_lives(log)
    projector = Projector(pool, log, DEFAULT)
    await projector.catch_up()
    assert await count(pool, ids[0])
    await erase(pool, ids[0], reason="court-order", author=AUTHOR, shard=0)
    assert await count(pool, ids[0]) == 0
    await projector.catch_up()
    assert await count(pool, ids[0]) == 0
    assert (await projector.progress()).lag == 0


async def test_a_lost_connection_is_replaced(
    pool: Pool, log: Log, superuser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projecting, "STAND_BY_SECONDS", 0.05)
    projector = Projector(pool, log, DEFAULT)
    async with running(projector):
        await until(lambda: projector.leading)
        await superuser.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        position = 0
        for seed in range(5):
            with suppress(Exception):
                await some_lives(log, 1, seed=seed)
                position = await log.head()
                await Lists(pool, 0).wait_for(position)
                break
        assert position
        assert (await projector.progress()).lag == 0
