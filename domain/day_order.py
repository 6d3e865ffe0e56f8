"""In which order the facts of one day count: by what answers and presupposes what, else as recorded.

People record a day in any order: the card before the landing, the renewal after the new card. Order of
recording decides only where no line of the tables here does (readings N38, N59). A notice or a return needs
no line: it always counts as after the duty it answers.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol, TypeVar

from domain import events as ev

GRANTS: frozenset[type[ev.Event]] = frozenset(
    {ev.StatusAcquired, ev.PeriodExtended, ev.StatusChanged, ev.PermanentResidenceGranted}
)
"""Decisions on a status of residence, but for the landing (ICRRA 20 to 22-2)."""

_AFTER_GRANT: frozenset[type[ev.Event]] = frozenset({ev.CardIssued, ev.SideActivityPermitted})
_AFTER_APPLICATION: frozenset[type[ev.Event]] = frozenset(
    {*GRANTS, *_AFTER_GRANT, ev.ReentryPermitted, ev.ApplicationClosed}
)

COUNTS_BEFORE: Mapping[type[ev.Event], frozenset[type[ev.Event]]] = {
    # Grounds of acquisition: the application of the day of birth answers them (ICRRA 22-2(2); N79).
    ev.AcquisitionGroundsArose: frozenset({*_AFTER_APPLICATION, ev.ApplicationFiled}),
    # An application answers what stood before the decision or card of its day (ICRRA 19-11, 21; N39, N79).
    ev.ApplicationFiled: _AFTER_APPLICATION,
    # A card is judged by the grant in force at the end of its day (ICRRA 19-5; N78), a permission for
    # activity outside the status ends with the stay as granted on its day (ICRRA 19(2); N83).
    ev.Landed: _AFTER_GRANT,
    **dict.fromkeys(GRANTS, _AFTER_GRANT),
}
"""Which facts count before which others of their day, whatever the order recorded; closed under following."""

ENTRIES: frozenset[type[ev.Event]] = frozenset({ev.Landed, ev.AcquisitionGroundsArose})
"""What a history in Japan begins with; the first of these counts before every fact of its day (N64)."""

_EARLY_ON_THE_FIRST_DAY = GRANTS | {ev.ApplicationFiled, ev.AcquisitionGroundsArose}
"""On the day of the first entry these count before all else, so that every order gives one answer (N64)."""

CROSSINGS: frozenset[type[ev.Event]] = frozenset(
    {ev.CaseOpened, ev.Departed, ev.Reentered, ev.StatusLost, ev.Died, ev.Naturalised}
)
"""What no fact is moved across: before and after a departure are different things (readings N59)."""


class DatedFact(Protocol):
    """As much of a fact in effect as its place in a day needs."""

    @property
    def fact(self) -> ev.Fact:
        """The payload."""

    @property
    def on(self) -> date:
        """Its civil day."""


D = TypeVar("D", bound=DatedFact)


def first_entry(facts: Sequence[D]) -> D | None:
    """Return the first landing or grounds of acquisition of facts ordered by day and as recorded."""
    return next((e for e in facts if type(e.fact) in ENTRIES), None)


def movable(kind: type[ev.Event]) -> bool:
    """Whether a fact of this kind may count before others of its day that were recorded before it."""
    return kind in COUNTS_BEFORE


def in_day_order(day: Sequence[D], first: D | None) -> list[D]:
    """Return the facts of one day, given as recorded, in the order in which they count.

    `first` is the first entry of the whole history. Of what is placed, the first place of each kind since the
    last crossing is kept: a fact goes before the first of those that it counts before.
    """
    ordered: list[D] = []
    places: dict[type[ev.Event], int] = {}
    begins = 0
    first_day = first is not None and first.on == day[0].on
    for e in day:
        kind = type(e.fact)
        place = begins if e is first else _place(kind, places, first_day=first_day)
        if place is None:
            place = len(ordered)
        else:
            places = {other: n + (n >= place) for other, n in places.items()}
        ordered.insert(place, e)
        if kind in CROSSINGS:
            places = {}
            begins = place + 1 if kind is ev.CaseOpened else begins
        elif e is not first:
            places[kind] = min(places.get(kind, place), place)
    return ordered


def _place(kind: type[ev.Event], places: Mapping[type[ev.Event], int], *, first_day: bool) -> int | None:
    if not movable(kind):
        return None
    before = (n for other, n in places.items() if _counts_before(kind, other, first_day=first_day))
    return min(before, default=None)


def _counts_before(kind: type[ev.Event], other: type[ev.Event], *, first_day: bool) -> bool:
    if first_day and kind in _EARLY_ON_THE_FIRST_DAY and other not in _EARLY_ON_THE_FIRST_DAY:
        return True
    return other in COUNTS_BEFORE[kind]
