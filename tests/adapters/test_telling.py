"""Offices are told over a real database: once, on the day, and otherwise when it was wrong."""

import asyncio
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from adapters.clock import Clock
from adapters.postgres.database import Pool
from adapters.postgres.log import Log
from adapters.postgres.made_by import projection_version
from adapters.postgres.notices import NoticeLists
from adapters.postgres.projector import Projector
from adapters.postgres.telling import Teller
from domain.policy import DEFAULT
from projections.notices import Telling, stage_name
from tests.adapters.lives import adding
from tests.domain.telling import engineer, place
from tests.spec import decoded, event

TOLD = """
SELECT t.*, n.cause, n.reason FROM log.told t, LATERAL (
    SELECT n.cause, n.reason FROM log.notice n WHERE n.notice_id = t.notice_id
     ORDER BY n.position DESC LIMIT 1
) n ORDER BY t.position
"""
SET_ASIDE = """
INSERT INTO projection.stuck (shard, resident_id, version, position, fault) VALUES (0, $1, 1, 1, 'x')
"""
ADDED = """
INSERT INTO log.notice (shard, position, notice_id, state, told_on, told_at)
VALUES (0, 99, gen_random_uuid(), 'raised', now(), now())
"""
MOVED = event("Moved", "2026-09-07", address=place("01107"))
DUE_IN_7, OVERDUE = "2026-09-17", "2026-09-25"
VERSION = projection_version(DEFAULT)


class At(Clock, frozen=True):
    """A clock that shows an instant."""

    instant: datetime = datetime(2026, 9, 16, tzinfo=UTC)

    def now(self) -> datetime:
        return self.instant


class Office:
    """A service: a log, rows, and offices told, on the days of a test; each time by another process."""

    def __init__(self, pool: Pool, log: Log, telling: Telling | None = None) -> None:
        self.pool, self.log = pool, log
        self.projector = Projector(pool, log, DEFAULT)
        self.telling = telling or Telling()
        self.versions: dict[UUID, int] = {}

    async def record(self, resident_id: UUID, *events: dict[str, Any]) -> None:
        after = self.versions.get(resident_id, 0)
        override = "test" if any(e.get("overridden") for e in events) else None
        append = adding(resident_id, *map(decoded, events), after=after, override=override)
        await self.log.append(append)
        self.versions[resident_id] = after + len(events)

    def teller(self, clock: Clock, made_by: str = VERSION) -> Teller:
        return Teller(self.pool, self.log, clock, self.telling, made_by)

    async def on(self, day: str) -> Teller:
        await self.projector.catch_up()
        teller = self.teller(Clock(date.fromisoformat(day)))
        await teller.catch_up()
        return teller

    async def told(self, *columns: str) -> list[tuple[Any, ...]]:
        found = await self.pool.fetch(TOLD)
        return [tuple(stage_name(r[c]) if c == "stage" else r[c] for c in columns) for r in found]


@pytest.fixture
def office(pool: Pool, log: Log) -> Office:
    return Office(pool, log)


async def test_an_office_is_told_once_whatever_happens_between(office: Office) -> None:
    resident = uuid4()
    await office.on("2026-09-01")
    await office.record(resident, *engineer(MOVED))
    for day in ("2026-09-08", "2026-09-17", "2026-09-17", "2026-09-24", "2026-09-25", "2026-09-25"):
        await office.on(day)
    assert await office.told("stage", "state", "raised_on", "backlog", "place") == [
        ("due-in-7", "superseded", date(2026, 9, 17), False, "01107"),
        ("due-today", "superseded", date(2026, 9, 24), False, "01107"),
        ("overdue", "raised", date(2026, 9, 25), False, "01107"),
    ]
    entries = await office.pool.fetch("SELECT position, state FROM log.notice ORDER BY position")
    assert [tuple(e) for e in entries] == [
        (1, "raised"), (2, "superseded"), (3, "raised"), (4, "superseded"), (5, "raised"),
    ]  # fmt: skip


async def test_the_first_start_over_old_files_tells_of_what_was_reached_before_as_backlog(
    office: Office,
) -> None:
    await office.record(uuid4(), *engineer(MOVED))
    await office.on("2026-09-25")
    assert await office.told("stage", "state", "backlog") == [
        ("due-in-7", "superseded", True), ("due-today", "superseded", True), ("overdue", "raised", False),
    ]  # fmt: skip


async def test_what_was_wrong_is_withdrawn_with_the_version_that_did_it(office: Office) -> None:
    resident = uuid4()
    await office.on("2026-09-01")
    await office.record(resident, *engineer(MOVED))
    await office.on("2026-09-17")
    await office.record(resident, event("NoteAdded", "2026-09-18", text="x"))
    await office.record(resident, event("EventVoided", "2026-09-18", voids=6, reason="Wrong file."))
    await office.record(resident, event("NoteAdded", "2026-09-18", text="y"))
    await office.on("2026-09-18")
    assert await office.told("state", "cause", "reason", "rests_on_version") == [
        ("withdrawn", 8, "not-owed", 6)
    ]


async def test_of_notes_nothing_is_told_and_what_came_before_them_is(office: Office) -> None:
    resident = uuid4()
    await office.on("2026-09-01")
    note = event("NoteAdded", "2026-09-08", text="x")
    await office.record(resident, *engineer(), note, MOVED, note)
    await office.on("2026-09-17")
    before = await office.told("stage", "state", "rests_on_version")
    await office.record(resident, note)
    await office.projector.catch_up()
    assert (await NoticeLists(office.pool, 0).progress()).behind == 1
    await office.on("2026-09-17")
    assert (await NoticeLists(office.pool, 0).progress()).behind == 0
    assert await office.told("stage", "state", "rests_on_version") == before
    assert before == [("due-in-7", "raised", 8)]


async def test_many_at_once_tell_no_more_than_one(office: Office) -> None:
    """Two processes that both believe to lead."""
    await office.on("2026-09-01")
    for _ in range(30):
        await office.record(uuid4(), *engineer(MOVED))
    await office.projector.catch_up()
    tellers = [office.teller(Clock(date(2026, 9, 25))) for _ in range(4)]
    await asyncio.gather(*(teller.catch_up() for teller in tellers))
    assert len(await office.told("stage")) == 90
    entries = await office.pool.fetch("SELECT position, notice_id, rule FROM log.notice ORDER BY position")
    assert [e["position"] for e in entries] == list(range(1, 91))
    assert len({e["notice_id"] for e in entries if e["rule"]}) == 90
    assert sum(teller.raised for teller in tellers) == 30


async def test_who_is_stopped_anywhere_loses_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the middle of a day, again and again; whoever leads next goes on."""
    monkeypatch.setattr("adapters.postgres.telling.PART", 3)
    await office.on("2026-09-01")
    for _ in range(20):
        await office.record(uuid4(), *engineer(MOVED))
    await office.on("2026-09-16")
    for steps in range(4):
        task = asyncio.create_task(office.teller(Clock(date(2026, 9, 25))).catch_up())
        while not task.done() and len(await office.told("stage")) < 3 * 4 * (steps + 1):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await office.on("2026-09-25")
    assert sorted(await office.told("stage", "state")) == sorted(
        20 * [("due-in-7", "superseded"), ("due-today", "superseded"), ("overdue", "raised")]
    )
    positions = [r["position"] for r in await office.pool.fetch("SELECT position FROM log.notice")]
    assert sorted(positions) == list(range(1, 61))


async def test_the_day_begins_at_midnight_in_tokyo(office: Office) -> None:
    await office.teller(At(instant=datetime(2026, 9, 1, tzinfo=UTC))).catch_up()
    await office.record(uuid4(), *engineer(MOVED))
    await office.projector.catch_up()
    await office.teller(At(instant=datetime(2026, 9, 16, 14, 59, 59, tzinfo=UTC))).catch_up()
    assert await office.told("stage") == []
    await office.teller(At(instant=datetime(2026, 9, 16, 15, 0, tzinfo=UTC))).catch_up()
    assert await office.told("stage", "raised_on") == [("due-in-7", date(2026, 9, 17))]
    late = At(instant=datetime(2026, 9, 16, 14, 59, 59, tzinfo=UTC))
    await office.teller(late).catch_up()
    assert await office.told("state") == [("raised",)], "the clock of another process is a second late"


async def test_a_day_that_was_set_is_taken_back_by_the_real_one(office: Office) -> None:
    await office.on("2026-09-01")
    await office.record(uuid4(), *engineer(MOVED))
    await office.on("2027-09-01")
    await office.on("2026-09-08")
    told = await office.told("state", "reason", "cause")
    assert set(told) == {("withdrawn", "not-reached", None)}
    await office.on(DUE_IN_7)
    standing = [
        row for row in await office.told("stage", "state", "told_on", "rule") if row[1] != "withdrawn"
    ]
    assert standing == [("due-in-7", "raised", date(2026, 9, 17), "ADR-3")]


async def test_who_is_set_aside_is_told_of_once_the_rows_go_on(office: Office) -> None:
    resident = uuid4()
    await office.on("2026-09-01")
    await office.record(resident, *engineer(MOVED))
    await office.projector.catch_up()
    await office.pool.execute(SET_ASIDE, resident)
    await office.on(OVERDUE)
    assert await office.told("stage") == []
    await office.pool.execute("DELETE FROM projection.stuck")
    await office.on(OVERDUE)
    assert len(await office.told("stage")) == 3


async def test_nobody_is_told_out_of_rows_that_a_rebuild_is_to_replace(office: Office) -> None:
    await office.on("2026-09-01")
    await office.record(uuid4(), *engineer(MOVED))
    await office.projector.catch_up()
    await office.pool.execute("UPDATE projection.checkpoint SET made_by = 'another'")
    await office.teller(Clock(date(2026, 9, 25))).catch_up()
    assert await office.told("stage") == []
    lists = NoticeLists(office.pool, 0)
    assert (await lists.progress()).behind == 6
    await office.pool.execute("UPDATE projection.checkpoint SET made_by = $1", VERSION)
    await office.teller(Clock(date(2026, 9, 25))).catch_up()
    assert len(await office.told("stage")) == 3
    assert (await lists.progress()).behind == 0


async def test_rows_made_anew_under_the_same_rules_raise_nothing(office: Office) -> None:
    await office.record(uuid4(), *engineer(MOVED))
    await office.on(OVERDUE)
    before = await office.pool.fetch("SELECT * FROM log.notice")
    await office.pool.execute("DELETE FROM projection.noticed")
    for table in ("duty", "dwelling", "resident", "standing", "term"):
        await office.pool.execute(f"DELETE FROM lists.{table}")
    await office.pool.execute("DELETE FROM projection.checkpoint")
    await office.on(OVERDUE)
    assert await office.pool.fetch("SELECT * FROM log.notice") == before


async def test_a_dry_run_shows_what_would_be_told_and_tells_nothing(office: Office) -> None:
    resident = uuid4()
    await office.on("2026-09-01")
    await office.record(resident, *engineer(MOVED))
    teller = await office.on("2026-09-08")
    found = await teller.dry_run(date(2026, 9, 24))
    assert [(r, stage_name(s.notice.stage), s.state) for r, s in found] == [
        (resident, "due-in-7", "superseded"), (resident, "due-today", "raised"),
    ]  # fmt: skip
    assert await office.told("stage") == []


async def test_what_was_told_can_only_be_added_to(
    office: Office, superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await office.record(uuid4(), *engineer(MOVED))
    await office.on(OVERDUE)
    for change in (
        "UPDATE log.notice SET state = 'settled'", "DELETE FROM log.notice", "TRUNCATE log.notice",
        ADDED,
        "UPDATE log.told SET state = 'settled'", "UPDATE log.notice_head SET position = 0",
    ):  # fmt: skip
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await office.pool.execute(change)
    for change in (
        "UPDATE log.notice SET state = 'settled'",
        "DELETE FROM log.notice",
        "TRUNCATE log.notice",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
            await superuser.execute(change)


async def test_what_is_said_of_each_notice_is_what_its_entries_say(office: Office) -> None:
    resident = uuid4()
    await office.on("2026-09-01")
    await office.record(resident, *engineer(MOVED))
    for day in (DUE_IN_7, OVERDUE):
        await office.on(day)
    await office.record(resident, event("AddressNotified", "2026-09-24"))
    await office.on("2026-09-28")
    wrong = """
    SELECT t.notice_id FROM log.told t JOIN LATERAL (
        SELECT n.state FROM log.notice n WHERE n.notice_id = t.notice_id ORDER BY n.position DESC LIMIT 1
    ) n ON n.state <> t.state
    """
    assert await office.pool.fetch(wrong) == []
    assert [tuple(r) for r in await office.told("stage", "state")] == [
        ("due-in-7", "settled"), ("due-today", "withdrawn"), ("overdue", "withdrawn"),
    ]  # fmt: skip
