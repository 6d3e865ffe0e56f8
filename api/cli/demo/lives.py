"""Believable lives for training, demonstrations and benchmarks: the same ones for the same seed.

Shares of nationalities and statuses, lengths of stay and rates of events are near the figures that the
Immigration Services Agency publishes (end of 2024 and mid-2025), rounded. Nobody in them exists.
"""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct

from adapters.exchange.exporting import Exported
from api.cli.demo.people import (
    BEGINNING,
    MUNICIPALITIES,
    STATUSES,
    Kind,
    a_birth,
    a_name,
    a_nationality,
)
from domain import events as ev
from domain.events import Address, CaseEvent

RESIDENTS: Final = UUID("5d0f7c1c-8f61-5a30-9f0e-64656d6f0000")
CORRECTABLE: Final = (ev.Moved, ev.OrganisationChanged)
LATE: Final = (ev.AddressNotified, ev.OrganisationChanged, ev.OrganisationNotified, ev.PoliceReported)
"""What may be recorded after what followed it, without making anything impossible."""

Day = date


class InventedRecording(Struct):
    """An event on its way into the file, and the instant at which somebody typed it in."""

    event: CaseEvent
    at: datetime


def life(seed: int, number: int, today: date) -> list[Exported]:
    """Return the stream of one resident, in the order recorded, up to the day before today.

    Nothing is recorded later than that evening: an instant to come would put off whatever is recorded next.
    """
    until = today - timedelta(days=1)
    draw = random.Random(f"{seed}/{number}")  # noqa: S311 lives, not secrets
    resident_id = uuid5(RESIDENTS, f"{seed}/{number}")
    story = _Story(draw, number, until)
    story.tell()
    recordings = _recorded(draw, [e for e in story.events if e.occurred_on <= until], until)
    return [
        Exported(
            resident_id=resident_id,
            version=version,
            event_id=uuid5(resident_id, str(version)),
            recorded_at=recording.at,
            recorded_by=f"clerk-{draw.randrange(4)}@{story.office}",
            role="caseworker",
            office=story.office,
            event=recording.event,
        )
        for version, recording in enumerate(recordings, 1)
    ]


def lives(seed: int, first: int, count: int, today: date) -> Iterator[list[Exported]]:
    """Yield the streams of some residents, by number."""
    for number in range(first, first + count):
        yield life(seed, number, today)


class _Story:
    """One life as it happens, in order of occurrence."""

    def __init__(self, draw: random.Random, number: int, today: date) -> None:
        self.events: list[CaseEvent] = []
        self._draw = draw
        self._number = number
        self._today = today
        self._kind: Kind = draw.choices(STATUSES, [kind.share for kind in STATUSES])[0]
        self._cards = 0
        self._card = ""
        self._card_until = date.max
        self._expires: date | None = None
        self.office = draw.choice(MUNICIPALITIES)
        self._home = self.office

    def tell(self) -> None:
        """Let the resident arrive, live through one period of stay after another, and perhaps leave."""
        days = (self._today - BEGINNING).days
        arrived = BEGINNING + timedelta(days=int(days * self._draw.random() ** 0.5))
        self._arrive(arrived)
        day = arrived
        while day < self._today:
            last = min(self._card_until, self._today)
            self._live(day, last)
            if self._card_until >= self._today + timedelta(days=90):
                return
            if self._expires is None:
                self._renew(self._card_until)
                day = last
                continue
            if self._leaves(self._expires) or not self._extended(self._expires):
                return
            day = max(last, self.events[-1].occurred_on)

    def _chance(self, probability: float) -> bool:
        return self._draw.random() < probability

    def _later(self, day: date, least: int, most: int) -> date:
        return day + timedelta(days=self._draw.randint(least, most))

    def _arrive(self, day: date) -> None:
        draw, kind = self._draw, self._kind
        born = day - timedelta(days=draw.randint(*kind.ages) * 365 + draw.randrange(365))
        nationality = a_nationality(draw, kind)
        self.events.append(
            ev.CaseOpened(
                occurred_on=day,
                name=a_name(draw, nationality),
                date_of_birth=a_birth(born),
                nationality=nationality,
                sex=draw.choice(("F", "M")),
            )
        )
        period, self._expires = self._period(day)
        self.events.append(
            ev.Landed(
                occurred_on=day,
                port=draw.choice(("Narita", "Haneda", "Kansai", "New Chitose", "Chubu", "Fukuoka")),
                status=kind.code,
                as_spouse=kind.code == "spouse-of-japanese",
                period_of_stay=period,
                expires_on=self._expires,
            )
        )
        self._issue(day, "port", "landing")
        settled = self._later(day, 0, 9)
        self.events.append(ev.Settled(occurred_on=settled, address=self._address()))
        self._notify_address(settled)

    def _period(self, day: date) -> tuple[str | None, date | None]:
        if not self._kind.years:
            return None, None
        years = self._draw.choice(self._kind.years)
        return f"P{years}Y", _years_after(day, years)

    def _address(self) -> Address:
        return Address(
            municipality_code=self._home, line=f"{self._draw.randint(1, 40)}-{self._draw.randint(1, 30)}"
        )

    def _notify_address(self, day: date) -> None:
        if self._chance(0.98):
            notified = self._later(day, 15, 90) if self._chance(0.06) else self._later(day, 0, 13)
            self.events.append(ev.AddressNotified(occurred_on=notified))

    def _issue(self, day: date, route: str, reason: str) -> None:
        self._cards += 1
        serial = self._number * 16 + self._cards % 16
        letters = chr(65 + serial // 10**8 % 26) + chr(65 + self._cards // 16 % 26)
        self._card = f"{letters}{serial % 10**8:08}ZD"
        self._card_until = self._expires or _years_after(day, 7)
        self.events.append(
            ev.CardIssued(
                occurred_on=day,
                number=self._card,
                valid_until=self._card_until,
                route=route,  # type: ignore[arg-type]
                reason=reason,  # type: ignore[arg-type]
            )
        )

    def _live(self, first: date, last: date) -> None:
        """Let things happen from the first to the last day, one after the other."""
        day = self._later(first, 20, 60)
        while True:
            day += timedelta(days=int(self._draw.expovariate(1 / 900)) + 60)
            if day > last - timedelta(days=100):
                return
            self._draw.choices(self._happenings(), (30, self._kind.changes, 22, 3, 3, 4))[0](day)

    def _happenings(self) -> tuple[Callable[[date], None], ...]:
        return (
            self._move,
            self._change_organisation,
            self._travel,
            self._lose_card,
            self._note,
            self._change_name,
        )

    def _move(self, day: date) -> None:
        if self._chance(0.4):
            self._home = self._draw.choice(MUNICIPALITIES)
        self.events.append(ev.Moved(occurred_on=day, address=self._address()))
        self._notify_address(day)

    def _change_organisation(self, day: date) -> None:
        change = self._draw.choice(("left", "contract-ended", "renamed", "relocated"))
        self.events.append(ev.OrganisationChanged(occurred_on=day, change=change))  # type: ignore[arg-type]
        if self._chance(0.85):
            notified = self._later(day, 15, 80) if self._chance(0.25) else self._later(day, 1, 14)
            self.events.append(ev.OrganisationNotified(occurred_on=notified))

    def _travel(self, day: date) -> None:
        self.events.append(ev.Departed(occurred_on=day, reentry="special", port="Narita"))
        self.events.append(ev.Reentered(occurred_on=self._later(day, 4, 40), port="Narita"))

    def _lose_card(self, day: date) -> None:
        self.events.append(ev.CardLost(occurred_on=day, cause=self._draw.choice(("lost", "stolen"))))
        self.events.append(
            ev.PoliceReported(occurred_on=self._later(day, 0, 3), receipt_number=f"P-{self._number}")
        )
        applied = self._later(day, 3, 13) if self._chance(0.85) else self._later(day, 16, 40)
        self.events.append(ev.ApplicationFiled(occurred_on=applied, procedure="card-reissue"))
        self._issue(applied, "bureau", "reissue")

    def _note(self, day: date) -> None:
        self.events.append(ev.NoteAdded(occurred_on=day, text="Asked at the counter about school enrolment."))

    def _change_name(self, day: date) -> None:
        opened = self.events[0]
        assert isinstance(opened, ev.CaseOpened)
        name = a_name(self._draw, opened.nationality)
        self.events.append(ev.ParticularsChanged(occurred_on=day, name=name))
        self.events.append(ev.ParticularsNotified(occurred_on=self._later(day, 1, 20)))

    def _renew(self, until: date) -> None:
        """Renew the card of an indefinite stay in the two months before it ends."""
        day = until - timedelta(days=self._draw.randint(3, 55))
        old = self._card
        self.events.append(ev.ApplicationFiled(occurred_on=day, procedure="card-renewal"))
        self._issue(day, "bureau", "renewal")
        self.events.append(ev.CardReturned(occurred_on=day, number=old, route="bureau"))

    def _leaves(self, expires: date) -> bool:
        """Return whether the resident goes home for good before the period ends."""
        stayed = expires - self.events[1].occurred_on
        if stayed < timedelta(days=365 * self._kind.most_years) and not self._chance(self._kind.leaves):
            return False
        day = expires - timedelta(days=self._draw.randint(0, 40))
        self.events.append(ev.Departed(occurred_on=day, reentry="none", port="Kansai"))
        if self._chance(0.93):
            self.events.append(ev.CardReturned(occurred_on=day, number=self._card, route="port"))
        return True

    def _extended(self, expires: date) -> bool:
        """Return whether the period was extended; without it the stay runs out."""
        if self._chance(0.012):
            return False
        filed = expires - timedelta(days=self._draw.randint(5, 80))
        self.events.append(ev.ApplicationFiled(occurred_on=filed, procedure="extension"))
        granted = min(self._later(filed, 18, 70), expires + timedelta(days=50))
        if granted > self._today:
            return False
        period, self._expires = self._period(expires)
        self.events.append(
            ev.PeriodExtended(occurred_on=granted, period_of_stay=period or "P1Y", expires_on=self._expires)
        )
        old = self._card
        self._issue(granted, "bureau", "status")
        self.events.append(ev.CardReturned(occurred_on=granted, number=old, route="bureau"))
        return True


def _years_after(day: date, years: int) -> date:
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return date(day.year + years, day.month, last)


def _recorded(draw: random.Random, events: list[CaseEvent], today: date) -> list[InventedRecording]:
    """Return the events in the order and at the instants of their recording, some late or put right."""
    ordered = sorted(events, key=lambda e: e.occurred_on)
    for place, (event, following) in enumerate(pairwise(ordered)):
        if (
            place > 2
            and isinstance(event, LATE)
            and not isinstance(following, ev.Departed)
            and draw.random() < 0.05
        ):
            ordered[place], ordered[place + 1] = following, event
            break
    recordings: list[InventedRecording] = []
    for event in ordered:
        recordings.append(InventedRecording(event, _instant(draw, event.occurred_on, recordings, today)))
    return _put_right(draw, recordings, today)


def _instant(draw: random.Random, day: date, before: list[InventedRecording], today: date) -> datetime:
    """Return an instant in office hours, on the day or some days later, after what was recorded before."""
    delay = draw.choices((0, draw.randint(1, 14), draw.randint(15, 200)), (80, 16, 4))[0]
    spoken = time(draw.randint(0, 8), draw.randrange(60), draw.randrange(60), draw.randrange(10**6))
    at = datetime.combine(min(day + timedelta(days=delay), today), spoken, tzinfo=UTC)
    if before and at <= before[-1].at:
        at = before[-1].at + timedelta(seconds=draw.randint(20, 400), microseconds=draw.randrange(10**6))
    return at


def _put_right(
    draw: random.Random, recordings: list[InventedRecording], today: date
) -> list[InventedRecording]:
    """Now and then correct the day of an event, or void one, when all else has been recorded."""
    chance = draw.random()
    for version, recording in enumerate(recordings, 1):
        event = recording.event
        if chance < 0.03 and isinstance(event, CORRECTABLE):
            day = event.occurred_on - timedelta(days=1)
            before = recordings[version - 2].event.occurred_on
            if day <= before:
                continue
            replacement = type(event)(
                **{f: getattr(event, f) for f in event.__struct_fields__} | {"occurred_on": day}
            )
            right: CaseEvent = ev.EventCorrected(
                occurred_on=today,
                corrects=version,
                replacement=replacement,
                reason="The document says the day before.",
            )
        elif chance > 0.99 and isinstance(event, ev.NoteAdded | ev.OrganisationChanged):
            right = ev.EventVoided(occurred_on=today, voids=version, reason="Recorded in the wrong file.")
        else:
            continue
        at = _instant(draw, recordings[-1].at.date(), recordings, today)
        right = type(right)(
            **{f: getattr(right, f) for f in right.__struct_fields__} | {"occurred_on": at.date()}
        )
        return [*recordings, InventedRecording(right, at)]
    return recordings
