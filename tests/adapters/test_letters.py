"""That a letter was sent is kept like what offices are told: once, in one order with notices, for good."""

from datetime import date
from uuid import UUID, uuid4

import asyncpg
import pytest

from adapters.postgres.database import Pool
from adapters.postgres.letters import Letters, Sent
from adapters.postgres.log import Log
from adapters.postgres.log.erasure import erase
from adapters.postgres.notices import LetterEntry, NoticeEntry, NoticeLists
from adapters.postgres.projector import Projector
from domain.duties.duty import Subject
from domain.policy import DEFAULT
from tests.adapters.lives import DESK
from tests.adapters.test_telling import MOVED, OVERDUE, Office
from tests.domain.telling import engineer

SENT_ON = date(2026, 9, 25)


def about(resident_id: UUID, *, letter_id: UUID | None = None) -> Sent:
    return Sent(
        letter_id=letter_id or uuid4(), sent_on=SENT_ON, person="hanako", office="01107", language="easy-ja",
        resident_id=resident_id, rule="RET-2", trigger=5, subject=Subject(card_number="AB12345678CD"),
        due_on=date(2026, 9, 24), rests_on_version=7,
    )  # fmt: skip


@pytest.fixture
async def office(pool: Pool, log: Log) -> Office:
    """The rows are level first: an empty log is told of at once."""
    found = Office(pool, log)
    await Projector(pool, log, DEFAULT).catch_up()
    return found


async def test_letters_and_notices_stand_in_one_order_without_gaps(office: Office) -> None:
    resident, letters = uuid4(), Letters(office.pool, 0)
    await office.record(resident, *engineer(MOVED))
    sent = about(resident)
    first = await letters.note(sent)
    await office.on(OVERDUE)
    second = await letters.note(about(resident))
    assert await letters.note(sent) == first, "once by its id"
    entries = await NoticeLists(office.pool, 0).feed(after=0, limit=100)
    assert [e.position for e in entries] == list(range(1, len(entries) + 1))
    assert [e.position for e in entries if isinstance(e, LetterEntry)] == [first, second]
    assert any(isinstance(e, NoticeEntry) for e in entries)
    assert await NoticeLists(office.pool, 0).feed(after=first or 0, limit=2) == entries[1:3]
    (newest, oldest) = await letters.of_resident(resident)
    assert (newest.position, oldest.position, oldest.letter_id) == (second, first, sent.letter_id)
    assert oldest.subject == Subject(), "the log goes without card numbers"
    assert await letters.of_resident(resident, on=date(2026, 9, 24)) == []


async def test_an_erased_resident_leaves_a_letter_without_one(
    office: Office, superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    resident, letters = uuid4(), Letters(office.pool, 0)
    await office.record(resident, *engineer(MOVED))
    sent = about(resident)
    await letters.note(sent)
    await erase(office.pool, resident, reason="retention-ended", author=DESK, shard=0)
    assert await letters.one(sent.letter_id) is None
    assert await letters.note(about(resident)) is None
    (left,) = await superuser.fetch("SELECT * FROM log.letter")
    assert (left["resident_id"], left["subject"], left["rule"]) == (None, None, "RET-2")


async def test_letters_can_only_be_added_to(
    office: Office, superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    resident = uuid4()
    await office.record(resident, *engineer(MOVED))
    await Letters(office.pool, 0).note(about(resident))
    changes = ("UPDATE log.letter SET language = 'en'", "DELETE FROM log.letter", "TRUNCATE log.letter")
    for change in changes:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await office.pool.execute(change)
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
            await superuser.execute(change)
