"""Offices are told over a real database: once, on the day, and otherwise when it was wrong."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from adapters.clock import Clock
from adapters.postgres.database import Pool
from adapters.postgres.log import Log
from adapters.postgres.made_by import projection_version
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
MOVED = event("Moved", "2026-09-07", address=place("01107"))


class Office:
    """A service of one process: a log, rows, and offices told, on the days of a test."""

    def __init__(self, pool: Pool, log: Log, telling: Telling | None = None) -> None:
        self.pool, self.log = pool, log
        self.projector = Projector(pool, log, DEFAULT)
        self.telling = telling or Telling()
        self.versions: dict[UUID, int] = {}

    async def record(self, resident_id: UUID, *events: dict[str, Any]) -> None:
        after = self.versions.get(resident_id, 0)
        await self.log.append(adding(resident_id, *map(decoded, events), after=after))
        self.versions[resident_id] = after + len(events)

    async def on(self, day: str) -> Teller:
        await self.projector.catch_up()
        clock = Clock(date.fromisoformat(day))
        notices = Teller(self.pool, self.log, clock, self.telling, projection_version(DEFAULT))
        await notices.catch_up()
        return notices

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
