"""What calendars show, as bytes: worked out from the lists when these have changed, else as it was.

The bytes follow from the lists, the day and what the calendar is about, and from nothing that a process
remembers: every process answers the same, under the same `ETag`, also after a restart.
"""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from time import monotonic
from typing import Final
from uuid import UUID

from msgspec import Struct

from adapters.clock import Clock
from adapters.postgres.calendars import Calendar
from adapters.postgres.due_days import ComeTo, DueDays, DueDuty, Row
from adapters.postgres.questions import DutiesAsked
from adapters.postgres.reading import Turns
from adapters.threads import in_thread_if_long
from api.scope import Caller
from api.wording import explain, rule_title
from api.wording.calendars import about_calendar, calendar_name, more_at
from api.wording.names import letters_of, with_alias
from domain.events.types import Name
from domain.law.municipalities import known_municipality
from domain.law.rule import Kind
from domain.reach import Reach, prefixes_of

BEFORE: Final = timedelta(days=90)
AHEAD: Final = timedelta(days=400)
"""Which last days a calendar shows, today's looked at."""
MOST: Final = 50_000
"""Events in a calendar: the earliest, and the calendar says so."""
_MOST_BYTES: Final = 64 << 20
"""What all calendars may take that a process keeps."""
_FORGOTTEN_AFTER: Final = 3600.0
"""Seconds after which a calendar that nobody asked for is let go."""


class Subscribed(Struct, frozen=True):
    """All that decides what a calendar shows, apart from the day and the lists; many may have the same."""

    office: str
    reaches: str
    about: str | None
    kinds: tuple[Kind, ...]
    names: bool
    language: str
    site: str


class Feed(Struct, frozen=True, kw_only=True):
    """A calendar as it is sent, whose duties are in it, and from which rows each event was made."""

    day: date
    come_to: ComeTo
    events: Mapping[Row, tuple[int, bytes]]
    residents: tuple[UUID, ...]
    body: bytes
    etag: str


class Feeds:
    """Makes calendars, and keeps those last asked for."""

    def __init__(self, due: DueDays, clock: Clock, address: str | None, *, most: int = MOST) -> None:
        self.address = address
        """Where people reach the service, where the settings say so."""
        self._due = due
        self._clock = clock
        self._most = most
        self._turns = Turns(1)
        self._kept: dict[Subscribed, tuple[float, Feed]] = {}

    async def feed(self, calendar: Calendar, caller: Caller, site: str) -> Feed:
        """Return what a calendar of a caller shows now; `site` is the address of the console.

        Raises BusyError.
        """
        shown = calendar.about, calendar.kinds, calendar.names, calendar.language
        wanted = Subscribed(caller.office, caller.role, *shown, site)
        feed = self._level(wanted, await self._due.come_to())
        if feed is None:
            async with self._turns.turn():
                come_to = await self._due.come_to()
                feed = self._level(wanted, come_to) or await self._made(wanted, caller, come_to)
        self._keep(wanted, feed)
        return feed

    def forget(self) -> None:
        """Let go of everything: somebody was erased."""
        self._kept.clear()

    def _level(self, wanted: Subscribed, come_to: ComeTo) -> Feed | None:
        """Return a calendar that is kept, if nothing has changed since."""
        _, feed = self._kept.get(wanted, (0, None))
        unchanged = feed is not None and (feed.day, feed.come_to) == (self._clock.today(), come_to)
        return feed if unchanged else None

    async def _made(self, wanted: Subscribed, caller: Caller, come_to: ComeTo) -> Feed:
        """Return a calendar as the lists have it now; what shows as before is not made again."""
        today = self._clock.today()
        _, before = self._kept.get(wanted, (0, None))
        kept: Mapping[Row, tuple[int, bytes]] = {}
        if before is not None and (before.day, before.come_to.made_by) == (today, come_to.made_by):
            kept = before.events
        asked = _asked(wanted, caller, today, limit=self._most)
        versions = {row: version for row, (version, _) in kept.items()}
        found = await self._due.duties(asked, wanted.kinds, versions, names=wanted.names)

        def made() -> Feed:
            texts = dict(_texts(found.new, wanted, today))
            events = {row: (version, texts.get(row) or kept[row][1]) for row, version in found.rows}
            most = self._most if found.more else None
            return _feed(events, wanted, most=most, day=today, come_to=come_to)

        return await in_thread_if_long(len(found.rows), made)

    def _keep(self, wanted: Subscribed, feed: Feed) -> None:
        """Keep a calendar; let go of what was asked for longest ago."""
        now = monotonic()
        self._kept.pop(wanted, None)
        self._kept[wanted] = now, feed  # the last used stands last
        size = sum(2 * len(kept.body) for _, kept in self._kept.values())
        for old, (at, kept) in list(self._kept.items())[:-1]:
            if size > _MOST_BYTES or at < now - _FORGOTTEN_AFTER:
                del self._kept[old]
                size -= 2 * len(kept.body)


def _asked(wanted: Subscribed, caller: Caller, today: date, *, limit: int) -> DutiesAsked:
    """Return the question about duties that a calendar answers."""
    reach = None if caller.reaches_all else caller.reach(today)
    about, municipality = wanted.about, None
    if about is not None and known_municipality(about):
        municipality = about
    elif about is not None and reach is None:
        reach = Reach(prefixes=prefixes_of(about), office=about, today=today)
    return DutiesAsked(
        on=today, states=("pending", "open", "overdue"), reach=reach, municipality=municipality,
        due_after=today - BEFORE - timedelta(days=1), due_before=today + AHEAD + timedelta(days=1),
        limit=limit,
    )  # fmt: skip


def _texts(new: Mapping[Row, DueDuty], wanted: Subscribed, today: date) -> Iterator[tuple[Row, bytes]]:
    """Yield the events of duties as they stand in a calendar."""
    from adapters.exchange.calendar import DueEvent, event_text, event_uid  # noqa: PLC0415 slow to import

    language = wanted.language
    for row, due in new.items():
        duty = due.listed.duty.seen(today)
        assert duty.due_on is not None
        page = f"{wanted.site}/residents/{due.listed.resident_id}"
        event = DueEvent(
            uid=event_uid(due.listed.resident_id, duty),
            on=duty.due_on,
            summary=event_summary(rule_title(duty.rule, language), due.listed.name, language),
            description="\n".join((*explain(duty, today, language), "", more_at(page, language))),
            url=page,
            sequence=due.revision - 1,
            changed_at=due.since,
        )
        yield row, event_text(event)


def event_summary(title: str, name: Name | None, language: str) -> str:
    """Return what an event is called: the duty and, where names were asked for, whose it is."""
    if name is None:
        return title
    whose = with_alias(letters_of(name), name, language)
    return f"{title}:{whose}" if language == "ja" else f"{title}: {whose}"


def _feed(
    events: Mapping[Row, tuple[int, bytes]],
    wanted: Subscribed,
    *,
    most: int | None,
    day: date,
    come_to: ComeTo,
) -> Feed:
    from adapters.exchange.calendar import calendar_text  # noqa: PLC0415 slow to import

    name = calendar_name(wanted.about or wanted.office, wanted.language)
    about = about_calendar(most, wanted.language)
    body = calendar_text(name, about, (text for _, text in events.values()))
    return Feed(
        day=day,
        come_to=come_to,
        events=events,
        residents=tuple(dict.fromkeys(resident for resident, _ in events)),
        body=body,
        etag=f'"{hashlib.sha256(body).hexdigest()[:32]}"',
    )
