"""One resident's history: events as recorded, and the history in effect as known at a moment.

A recorded event is a payload (a fact of the catalogue) in an envelope (who recorded it, when, for which
office). Two axes: `occurred_on` says when it was so, `recorded_at` when we knew.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Final, Literal, Protocol
from uuid import UUID

from msgspec import Struct, structs

from domain.day_order import first_entry, in_day_order
from domain.events import (
    CaseEvent,
    CaseOpened,
    CorrectionDecided,
    CorrectionRequested,
    EventCorrected,
    EventVoided,
    Fact,
    NoteAdded,
    Procedural,
)
from domain.events.days import within_bounds

EventState = Literal["effective", "corrected", "voided"]

QUIET: Final = NoteAdded | Procedural
"""Events that change no answer but the history: a note, a request to correct, its decision."""


class Recorded(Struct, frozen=True, kw_only=True, gc=False):
    """The envelope: one event as the log keeps it.

    `position` is the place in the whole log, `version` the place in the resident's stream, both from 1
    and without gaps. `override` is the supervisor's reason for recording what would be refused.
    """

    resident_id: UUID
    version: int
    event_id: UUID
    recorded_at: datetime
    recorded_by: str
    office: str
    position: int
    event: CaseEvent
    override: str | None = None


class Versioned(Protocol):
    """As much of an envelope as a history in effect needs."""

    @property
    def version(self) -> int:
        """Place in the stream."""

    @property
    def event(self) -> CaseEvent:
        """The payload."""

    @property
    def override(self) -> str | None:
        """Why it was recorded although refused."""


class Effective(Struct, frozen=True, gc=False):
    """A fact that counts: under the version first recorded, with the last correction applied.

    `idle` stands with the opening, which counts on every day: the corrections and voids that change nothing,
    each by its version with the code of why (readings N03, N90).
    """

    version: int
    fact: Fact
    overridden: bool = False
    idle: tuple[tuple[int, str], ...] = ()

    @property
    def on(self) -> date:
        """The civil day of the fact."""
        return self.fact.occurred_on


def known_at(recorded: Sequence[Recorded], known: datetime | int | None) -> Sequence[Recorded]:
    """Return the events recorded by then, inclusive: an instant, a version, or None for all of them."""
    match known:
        case None:
            return recorded
        case int():
            return [r for r in recorded if r.version <= known]
        case _:
            return [r for r in recorded if r.recorded_at <= known]


def effective(recorded: Iterable[Versioned]) -> list[Effective]:
    """Return the facts that count, ordered by day and, within a day, as `domain.day_order` says.

    The opening comes first whatever its day. A correction puts its replacement in the place of the event
    it names, the last correction counts; a void takes the event away for good. One that speaks of a
    correction, a void or something voided changes nothing. Days that cannot be meant count on the nearest
    that can.
    """
    facts: dict[int, Effective] = {}
    voided: set[int] = set()
    idle: list[tuple[int, str]] = []
    for r in recorded:
        overridden = r.override is not None
        match r.event:
            case EventCorrected(corrects=version) | EventVoided(voids=version) if version not in facts:
                idle.append((r.version, "already-voided" if version in voided else "not-correctable"))
            case EventCorrected(corrects=version, replacement=fact):
                overridden = overridden or facts[version].overridden
                facts[version] = Effective(version, within_bounds(fact), overridden)
            case EventVoided(voids=version):
                voided.add(version)
                del facts[version]
            case CorrectionRequested() | CorrectionDecided():
                pass
            case fact:
                facts[r.version] = as_told(r.version, fact, overridden=overridden)
    recorded_order = sorted(facts.values(), key=_order)
    first = first_entry(recorded_order)
    ordered: list[Effective] = []
    for _, same_day in groupby(recorded_order, key=attrgetter("on")):
        day = list(same_day)
        ordered += day if len(day) == 1 else in_day_order(day, first)
    if idle:
        ordered[0] = structs.replace(ordered[0], idle=tuple(idle))
    return ordered


def changes_no_answer(event: CaseEvent) -> bool:
    """Whether an event changes no answer but the history."""
    return isinstance(event, QUIET)


def as_told(version: int, fact: Fact, *, overridden: bool) -> Effective:
    """Return a fact as it counts while nothing corrects or voids it."""
    return Effective(version, within_bounds(fact), overridden)


def up_to(facts: Sequence[Effective], day: date) -> Sequence[Effective]:
    """Return the facts that count for a day: those up to it; the opening counts on every day."""
    count = len(facts)
    while count > 1 and facts[count - 1].fact.occurred_on > day:
        count -= 1
    return facts if count == len(facts) else facts[:count]


def told_through(recorded: Iterable[Recorded], day: date) -> list[Recorded]:
    """Return the events that tell of nothing after the day (inclusive), the opening always.

    A correction, a void or a request for one tells of what it speaks of too: of all the days on which that
    was said to be.
    """
    found: list[Recorded] = []
    about: dict[int, date] = {}
    for r in recorded:
        match r.event:
            case CaseOpened():
                told = about[r.version] = date.min
            case EventCorrected(corrects=version, replacement=fact):
                told = about[r.version] = about[version] = max(about[version], fact.occurred_on)
            case EventVoided(voids=version) | CorrectionDecided(request=version):
                told = about[r.version] = about[version]
            case CorrectionRequested(requested=EventCorrected(corrects=version, replacement=fact)):
                told = about[r.version] = max(about[version], fact.occurred_on)
            case CorrectionRequested(requested=EventVoided(voids=version)):
                told = about[r.version] = about[version]
            case fact:
                told = about[r.version] = fact.occurred_on
        if told <= day:
            found.append(r)
    return found


def _order(e: Effective) -> tuple[bool, date, int]:
    return not isinstance(e.fact, CaseOpened), e.fact.occurred_on, e.version


def states(recorded: Iterable[Recorded]) -> dict[int, tuple[EventState, int | None]]:
    """Return, for each version, whether it still counts, and the version that replaced or removed it last.

    A later correction of the same event replaces a correction, a void of the event removes it (readings N70).
    One that speaks of a correction, a void or something voided replaces and removes nothing (N90).
    """
    found: dict[int, tuple[EventState, int | None]] = {}
    in_place: dict[int, int] = {}
    final: set[int] = set()
    for r in recorded:
        found[r.version] = ("effective", None)
        if isinstance(r.event, EventCorrected | EventVoided):
            final.add(r.version)
        match r.event:
            case EventCorrected(corrects=version) if version not in final:
                found[version] = found[in_place.get(version, version)] = ("corrected", r.version)
                in_place[version] = r.version
            case EventVoided(voids=version) if version not in final:
                found[version] = found[in_place.get(version, version)] = ("voided", r.version)
                final.add(version)
            case _:
                pass
    return found
