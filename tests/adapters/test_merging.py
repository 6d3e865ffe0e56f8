"""Two files of one person in the database: rows, searches, comparisons, erasure."""

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import asyncpg
import pytest
from msgspec.structs import replace

from adapters.ports import ResidentErased
from adapters.postgres.database import Pool
from adapters.postgres.log import Log
from adapters.postgres.log.erasure import NotErasedError, StillMergedError, erase, erase_person
from adapters.postgres.projector import Projector
from adapters.postgres.rows.comparing import differing, misclaimed
from adapters.postgres.rows.rebuild import rebuild
from adapters.streams import Streams
from domain.events import CardIssued, FilesMerged, FilesUnmerged, Settled
from domain.events.merging import Role
from domain.events.types import Address
from domain.history import effective, merged_version
from domain.policy import DEFAULT
from tests.adapters.lives import DESK, adding, moved, note, opened, recorded
from tests.adapters.test_erasure import mentions
from tests.adapters.test_rebuild import broken_off, counted, place
from tests.adapters.test_telling import DUE_IN_7, MOVED, OVERDUE, Office
from tests.conftest import Dsns
from tests.domain.telling import engineer

TODAY = date(2026, 11, 27)
CARD = CardIssued(
    occurred_on=date(2026, 4, 2),
    number="AB12345678CD",
    valid_until=date(2027, 4, 1),
    route="port",
    reason="landing",
)
HOME = Settled(occurred_on=date(2026, 4, 2), address=Address(municipality_code="01101", line="Odori 1"))
if TYPE_CHECKING:
    Connection = asyncpg.Connection[asyncpg.Record]


async def two_files(log: Log, number: str = "AB12345678CD") -> tuple[UUID, UUID]:
    """A file of three entries and one of four, of which the second holds a card."""
    card = replace(CARD, number=number)
    one, other = uuid4(), uuid4()
    await log.append(adding(one, opened("Maya"), note(), moved()))
    claims = frozenset({number})
    await log.append(adding(other, opened("Sagarmatha"), card, HOME, note(), claims=claims))
    return one, other


async def merge(log: Log, one: UUID, other: UUID) -> None:
    """Record the two entries of a merge, each on top of what its file has."""
    entries = len(await log.load(other))
    roles: list[tuple[UUID, Role, UUID]] = [(one, "surviving", other), (other, "merged", one)]
    for resident, role, into in roles:
        event = FilesMerged(occurred_on=TODAY, other=into, role=role, entries=entries, reason="r")
        await recorded(log, adding(resident, event, after=len(await log.load(resident))))


async def unmerge(log: Log, one: UUID, other: UUID) -> None:
    roles: list[tuple[UUID, Role, UUID]] = [(one, "surviving", other), (other, "merged", one)]
    for resident, role, into in roles:
        event = FilesUnmerged(occurred_on=TODAY, other=into, role=role, reason="r")
        await recorded(log, adding(resident, event, after=len(await log.load(resident))))


async def terms(connection: "Connection", resident: UUID) -> set[str]:
    """The words and numbers under which a resident is found now."""
    statement = "SELECT term FROM lists.term WHERE resident_id = $1 AND known_to = 'infinity'"
    return {r["term"].partition(" ")[0] for r in await connection.fetch(statement, resident)}


async def agrees(log: Log) -> None:
    """The rows are those of live folds, and the claims those of the streams."""
    compared, said = await differing(log.pool, log, DEFAULT, sample=10)
    assert (compared > 0, said) == (True, [])
    assert await misclaimed(log.pool, log, sample=10) == []


async def test_rows_follow_a_merge_and_its_undoing(log: Log, superuser: "Connection") -> None:
    one, other = await two_files(log)
    projector = Projector(log.pool, log, DEFAULT)
    await projector.catch_up()
    before = {r: await terms(superuser, r) for r in (one, other)}
    await merge(log, one, other)
    await projector.catch_up()
    await agrees(log)
    assert await terms(superuser, one) == before[one] | before[other]
    assert await terms(superuser, other) == set()
    await log.append(adding(one, note("both"), after=4))
    await unmerge(log, one, other)
    await Projector(log.pool, log, DEFAULT).catch_up()  # which resumes from the rows
    await agrees(log)
    assert {r: await terms(superuser, r) for r in (one, other)} == before


async def test_a_stream_that_holds_another_file_is_read_with_it_each_time(log: Log) -> None:
    log.streams = Streams(most_events=1000)
    one, other = await two_files(log)
    await log.load(one)
    await merge(log, one, other)
    streams, _ = await log.load_each([one, other])
    assert streams[one][-1].merged == tuple(effective(streams[other][:4]))
    assert await log.load(one) == streams[one]
    assert (log.remembered(one), len(log.remembered(other))) == ((), 5)


async def test_a_card_of_the_merged_file_is_claimed_by_that_one(log: Log) -> None:
    one, other = await two_files(log)
    await merge(log, one, other)
    assert await misclaimed(log.pool, log, sample=10) == []
    facts = effective(await log.load(one))
    assert merged_version(4, 2) in [f.version for f in facts if f.fact == CARD]


async def test_erasing_a_person_erases_all_their_files(log: Log, superuser: "Connection") -> None:
    one, other = await two_files(log)
    await merge(log, one, other)
    await Projector(log.pool, log, DEFAULT).catch_up()
    erased = await erase_person(log, log.pool, one, reason="request-of-the-person", author=DESK)
    assert [m.resident_id for m in erased.merged] == [other]
    for resident in (one, other):
        with pytest.raises(ResidentErased):
            await log.load(resident)
        assert await mentions(superuser, resident) == {"log.event"}
    await Projector(log.pool, log, DEFAULT).catch_up()
    assert await superuser.fetchval("SELECT count(*) FROM lists.resident") == 0
    with pytest.raises(NotErasedError, match="erased"):
        await erase_person(log, log.pool, one, reason="request-of-the-person", author=DESK)


async def test_a_merged_file_is_not_erased_without_the_one_it_counts_in(log: Log) -> None:
    one, other = await two_files(log)
    await merge(log, one, other)
    with pytest.raises(StillMergedError) as caught:
        await erase_person(log, log.pool, other, reason="court-order", author=DESK)
    assert caught.value.into == one
    await erase(log.pool, one, reason="court-order", author=DESK, shard=0)
    await erase_person(log, log.pool, other, reason="court-order", author=DESK)


async def test_nothing_of_an_erased_file_is_found_through_the_one_it_once_counted_in(
    log: Log, superuser: "Connection"
) -> None:
    """Merged in error, taken apart, erased as another person's: rows known in between are made anew."""
    one, other = await two_files(log)
    projector = Projector(log.pool, log, DEFAULT)
    await merge(log, one, other)
    await projector.catch_up()
    await unmerge(log, one, other)
    await projector.catch_up()
    held = "SELECT count(*) FROM lists.term WHERE resident_id = $1 AND term LIKE 'sagarmat%'"
    assert await superuser.fetchval(held, one) > 0
    await erase_person(log, log.pool, other, reason="request-of-the-person", author=DESK)
    stored = await superuser.fetchval("SELECT body FROM log.event WHERE topic = 'Erased'")
    assert stored == b'{"reason":"request-of-the-person","once_in":["%s"]}' % str(one).encode()
    assert [e.once_in for e in await log.changes(after=0, limit=99) if e.erased] == [(one,)]
    assert await log.load(one) == [r for r in await log.load(one) if not r.merged]
    await projector.catch_up()
    assert await superuser.fetchval(held, one) == 0
    await agrees(log)


async def test_what_is_recorded_while_a_person_is_erased_is_not_passed_over(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file merged into the one to be erased after that was read goes with it, too."""
    one, other = await two_files(log)
    load, merging = log.load, [True]

    async def load_and_merge(resident: UUID) -> list[object]:
        found = await load(resident)
        if merging and merging.pop():
            monkeypatch.setattr(log, "load", load)
            await merge(log, one, other)
        return found  # type: ignore[return-value]

    monkeypatch.setattr(log, "load", load_and_merge)
    erased = await erase_person(log, log.pool, one, reason="court-order", author=DESK)
    assert [m.resident_id for m in erased.merged] == [other]


async def test_a_duty_that_goes_on_in_another_file_is_told_of_once(pool: Pool, log: Log) -> None:
    """Told a week before its last day, merged, told when overdue there; taken apart, told here again."""
    office, one, other = Office(pool, log), uuid4(), uuid4()
    await office.on("2026-09-01")
    await office.record(one, *engineer()[:1])
    await office.record(other, *engineer(MOVED))
    await office.on(DUE_IN_7)
    assert await told_of(office, other) == [("due-in-7", "raised", False, None, "01107")]
    await merge(log, one, other)
    await office.on(DUE_IN_7)
    assert await told_of(office, other) == [("due-in-7", "settled", False, 7, "01107")]
    assert await told_of(office, one) == [("due-in-7", "raised", True, None, "01107")]
    await office.on(OVERDUE)
    assert (await told_of(office, one))[-1] == ("overdue", "raised", False, None, "01107")
    await unmerge(log, one, other)
    await office.on(OVERDUE)
    assert {state for _, state, *_ in await told_of(office, one)} == {"withdrawn"}
    assert await told_of(office, other) == [
        ("due-in-7", "superseded", False, 8, "01107"),
        ("due-today", "superseded", False, None, "01107"),
        ("overdue", "raised", False, None, "01107"),
    ]


async def told_of(office: Office, resident: UUID) -> list[tuple[object, ...]]:
    columns = ("stage", "state", "backlog", "cause", "place", "resident_id")
    return [line[:-1] for line in await office.told(*columns) if line[-1] == resident]


async def test_a_rebuild_gives_the_rows_of_merged_files_that_the_projector_keeps(
    database: Dsns, pool: Pool, log: Log
) -> None:
    """Of files merged, taken apart, and erased since: all at once, and gone on with after it broke off."""
    one, other = await two_files(log)
    third, fourth = await two_files(log, number="CD87654321AB")
    await merge(log, one, other)
    await merge(log, third, fourth)
    await unmerge(log, third, fourth)
    projector = Projector(pool, log, DEFAULT)
    await projector.catch_up()
    rows = await counted(pool)
    await rebuild(place(database), workers=1)
    assert await counted(pool) == rows
    await broken_off(database)
    await erase_person(log, pool, fourth, reason="court-order", author=DESK)
    await projector.catch_up()
    assert not await pool.fetch("SELECT FROM lists_next.term WHERE resident_id = $1", third)
    await agrees(log)
    rows = await counted(pool)
    await rebuild(place(database), workers=1)
    assert await counted(pool) == rows
