"""What offices were told, read for lists, files and machines; and that somebody took note of it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from adapters.exchange.languages import LetterLanguage
from adapters.postgres.cursors import read_cursor, write_cursor
from adapters.postgres.database import Pool, Record
from adapters.postgres.errors import translated
from adapters.postgres.notice_ids import identified, notice_id, read_subject
from adapters.postgres.protected import Hidden, left_out, offices_untold, protected
from adapters.postgres.questions import Page
from adapters.postgres.reach import EVERYWHERE, beginnings, named, places_of, residents_within
from adapters.postgres.reading import read, until
from adapters.postgres.rows.packing import subject_of
from adapters.postgres.rows.tables import ALWAYS_KNOWN, NOWHERE
from adapters.postgres.statements import sql
from adapters.postgres.telling import TellingProgress
from domain.duties.duty import Duty, Subject
from domain.events.types import Name
from domain.reach import Reach
from projections.notices import Notice, NoticeState, Reason
from projections.rows.row import FOREVER

STATES: tuple[NoticeState, ...] = ("raised", "acknowledged", "superseded", "settled", "withdrawn")
NEWEST = 2**63 - 1
MOST_OF_ONE = 500
"""Notices of one resident that are shown at once."""


class _Before(Struct, array_like=True, frozen=True):
    """The place of the last item of a page: the position of its first entry."""

    position: Annotated[int, Meta(ge=0, le=NEWEST)] = NEWEST


class NoticesWanted(Struct, frozen=True, kw_only=True):
    """A question about notices; no `states`: all, no `reach`: everybody's.

    `on` and `known`: as they stood on that day and at that moment; None: as they stand. `today` says which
    name a resident has; `without` are residents left out.
    """

    today: date
    on: date | None = None
    known: datetime | None = None
    states: tuple[NoticeState, ...] = ()
    stage: int | None = None
    rule: str | None = None
    municipality: str | None = None
    resident_id: UUID | None = None
    reach: Reach | None = None
    cursor: str | None = None
    limit: int = 50
    without: tuple[UUID, ...] = ()


class Withdrawn(Struct, frozen=True, kw_only=True):
    """When a notice was taken back, which version made it wrong (null: time, or the rules), and why."""

    at: datetime
    cause: int | None
    reason: Reason


class Acknowledged(Struct, frozen=True, kw_only=True):
    """Who took note of a notice, and when."""

    at: datetime
    by: str


class ListedNotice(Struct, frozen=True, kw_only=True):
    """A notice in a list; `office` is where the resident lived when it was raised.

    `note` is sealed, for the resident's key to open. `address_protected`: no list tells where they live.
    """

    notice_id: UUID
    resident_id: UUID | None
    name: Name | None
    notice: Notice
    state: NoticeState
    raised_on: date
    raised_at: datetime
    rests_on_version: int
    office: str | None
    backlog: bool
    withdrawn: Withdrawn | None
    acknowledged: Acknowledged | None
    note: bytes | None
    address_protected: bool = False


class NoticeEntry(Struct, frozen=True, kw_only=True):
    """An entry of the notice log: a notice came to be (`is_first`) or got another state.

    `told_on`, `told_at` are its day and instant. Of a resident who was erased, `resident_id` is null.
    """

    position: int
    notice_id: UUID
    is_first: bool
    state: NoticeState
    told_on: date
    told_at: datetime
    cause: int | None
    reason: Reason | None
    person: str | None
    resident_id: UUID | None
    rule: str
    trigger: int
    subject: Subject | None
    due_on: date
    stage: int
    rests_on_version: int
    backlog: bool
    office: str | None


class LetterEntry(Struct, frozen=True, kw_only=True):
    """An entry of the notice log: a resident was told of a duty by letter (`person` of `office` sent it)."""

    position: int
    letter_id: UUID
    sent_on: date
    sent_at: datetime
    person: str
    office: str | None
    language: LetterLanguage
    resident_id: UUID | None
    rule: str
    trigger: int
    subject: Subject | None
    due_on: date | None
    rests_on_version: int


class NoticeLists:
    """Answers out of the notice log."""

    def __init__(self, pool: Pool, shard: int) -> None:
        self._pool = pool
        self._shard = shard

    async def page(self, asked: NoticesWanted) -> Page[ListedNotice]:
        """Return a page of notices, newest first. Raises CursorError."""
        before, hidden = read_cursor(asked.cursor, _Before), await protected(self._pool, self._shard)
        asked = replace(asked, without=left_out(hidden, asked.municipality, asked.reach))
        places, residents = await self._whose(asked)
        if asked.resident_id is not None:
            one = [asked.resident_id]
            found = await self._read(asked, [], one, None, before.position, asked.limit + 1)
            within = residents is None or asked.resident_id in residents
            found = [r for r in found if within or r["place"] in (places or ())]
        else:
            found = await self._read(asked, places, residents, None, before.position, asked.limit + 1)
        page = found[: asked.limit]
        last = _Before(page[-1]["position"]) if len(found) > asked.limit else None
        untold = await self._untold(page, hidden)
        return Page(items=tuple(_listed(r, hidden, untold) for r in page), next=write_cursor(last))

    async def waiting(self, reach: Reach) -> int:
        """Return how many notices within a reach nobody took note of."""
        places, residents = await self._whose(NoticesWanted(today=reach.today, reach=reach))
        [found] = await read(self._pool, sql("notices/waiting.sql"), self._shard, places, residents)
        return int(found["count"])

    async def of_resident(
        self, resident_id: UUID, *, on: date | None, known: datetime | None, today: date
    ) -> Sequence[ListedNotice]:
        """Return what offices were told of a resident, newest first; the last `MOST_OF_ONE`."""
        asked = NoticesWanted(today=today, on=on, known=known, resident_id=resident_id, limit=MOST_OF_ONE)
        return (await self.page(asked)).items

    async def one(self, notice: UUID, *, today: date) -> ListedNotice | None:
        """Return a notice as it stands, None when there is none, or no longer a resident to it."""
        found = await self._read(NoticesWanted(today=today), [], None, notice, NEWEST, 1)
        hidden = await protected(self._pool, self._shard)
        if not found or found[0]["resident_id"] is None:
            return None
        return _listed(found[0], hidden, await self._untold(found, hidden))

    async def feed(self, *, after: int, limit: int) -> list[NoticeEntry | LetterEntry]:
        """Return entries of the notice log past a position, without gaps."""
        found = await read(self._pool, sql("notices/feed.sql"), self._shard, after, limit)
        untold = await self._untold(found, await protected(self._pool, self._shard))
        return [_entry(r, untold) for r in found]

    async def position(self) -> int:
        """Return the position of the log up to which offices have been told."""
        return (await self.progress()).position or 0

    async def wait_for(self, position: int, *, timeout: float = 5.0) -> None:
        """Return when offices have been told of the position; raises BehindError after that many seconds."""
        await until(position, self.position, timeout=timeout)

    async def progress(self) -> TellingProgress:
        """Return how far offices have been told."""
        found = await read(self._pool, sql("notices/progress.sql"), self._shard)
        return msgspec.convert(dict(found[0]), TellingProgress)

    async def acknowledge(self, notice: UUID, *, on: date, person: str, note: bytes | None) -> None:
        """Put on record that somebody took note of a notice; of who comes later nothing is kept."""
        with translated():
            await self._pool.fetchval(sql("notices/acknowledge.sql"), self._shard, notice, on, person, note)

    async def told_since(self, duties: Sequence[tuple[UUID, Duty]], *, on: date) -> list[date | None]:
        """Return for each duty of a resident since when an office has been told of it, by a day."""
        residents = sorted({resident for resident, _ in duties})
        told: dict[UUID, date] = {}
        stages = set[int]()
        for r in await read(self._pool, sql("notices/told.sql"), self._shard, residents):
            if r["state"] != "withdrawn" and r["told_on"] <= on:
                told[r["notice_id"]] = r["told_on"]
                stages.add(r["stage"])
        return [
            min((told[n] for n in _of_duty(resident, duty, stages) if n in told), default=None)
            for resident, duty in duties
        ]

    async def _untold(self, found: Sequence[Record], hidden: Hidden) -> Hidden:
        return await offices_untold(self._pool, self._shard, (r["resident_id"] for r in found), hidden)

    async def _whose(self, asked: NoticesWanted) -> tuple[list[str] | None, list[UUID] | None]:
        """Return the places and the residents to read; None and None: everybody's."""
        beginning = beginnings(asked.reach, asked.municipality)
        if asked.reach is None:
            everywhere = asked.resident_id is not None or beginning == EVERYWHERE
            return None if everywhere else list(beginning), None
        residents = await residents_within(
            self._pool, self._shard, asked.reach, (asked.today, ALWAYS_KNOWN), owing=True, at_most=None
        )
        places = await places_of(self._pool, self._shard, beginning, asked.today, ALWAYS_KNOWN)
        return named(places, beginning), [*(residents or ())]

    async def _read(
        self,
        asked: NoticesWanted,
        places: Sequence[str] | None,
        residents: Sequence[UUID] | None,
        notice: UUID | None,
        before: int,
        limit: int,
    ) -> list[Record]:
        states = list(asked.states or STATES)
        as_they_stand = asked.on is None and asked.known is None
        return await read(
            self._pool, sql("notices/page.sql"), self._shard, asked.today, asked.known or ALWAYS_KNOWN,
            asked.on or FOREVER, states, states if as_they_stand else list(STATES), asked.stage, asked.rule,
            places, residents, notice, before, limit, asked.municipality, asked.without,
        )  # fmt: skip


def _of_duty(resident_id: UUID, duty: Duty, stages: Iterable[int]) -> list[UUID]:
    if duty.due_on is None:
        return []
    return [
        notice_id(
            resident_id,
            Notice(rule=duty.rule, trigger=duty.trigger, subject=duty.subject, due_on=duty.due_on, stage=s),
        )
        for s in stages
    ]


def _listed(r: Record, hidden: Hidden, untold: Hidden) -> ListedNotice:
    """Return a notice out of its line, of some residents without what may tell where they live.

    That is the office (`untold`), and what people wrote to it; `hidden` are those of protected addresses.
    """
    is_untold = r["resident_id"] in untold
    withdrawn = acknowledged = None
    if r["state_then"] == "withdrawn":
        withdrawn = Withdrawn(at=r["changed_at"], cause=r["cause"], reason=r["reason"])
    if r["noted_at"] is not None:
        acknowledged = Acknowledged(at=r["noted_at"], by=r["noted_by"])
    return ListedNotice(
        notice_id=r["notice_id"],
        resident_id=r["resident_id"],
        name=None if r["name"] is None else msgspec.json.decode(r["name"], type=Name),
        notice=identified(r, (subject_of(duty, r["trigger"]) for duty in r["duties"])),
        state=r["state_then"],
        raised_on=r["raised_on"],
        raised_at=r["raised_at"],
        rests_on_version=r["rests_on_version"],
        office=None if is_untold else _municipality(r["office"]),
        backlog=r["backlog"],
        withdrawn=withdrawn,
        acknowledged=acknowledged,
        note=None if is_untold else r["note"],
        address_protected=r["resident_id"] in hidden,
    )


def _entry(r: Record, untold: Hidden) -> NoticeEntry | LetterEntry:
    """Return an entry of the notice log out of its line; of some residents without office."""
    office = None if r["resident_id"] in untold else _municipality(r["office"])
    said = {name: r[name] for name in ("position", "person", "resident_id", "rule", "trigger", "due_on")}
    said |= {"rests_on_version": r["rests_on_version"], "subject": read_subject(r["subject"])}
    if r["kind"] == "letter":
        return LetterEntry(
            letter_id=r["id"], sent_on=r["on"], sent_at=r["at"], office=office, language=r["language"],
            **said,
        )  # fmt: skip
    return NoticeEntry(
        notice_id=r["id"], is_first=r["is_first"], state=r["state"], told_on=r["on"], told_at=r["at"],
        cause=r["cause"], reason=r["reason"], stage=r["stage"], backlog=r["backlog"],
        office=office, **said,
    )  # fmt: skip


def _municipality(office: str) -> str | None:
    """Return the office of a place: of who has no address, the one that opened the file."""
    return office.removeprefix(NOWHERE) or None
