"""In which order the facts of one day count: by what answers and presupposes what, else as recorded.

People record a day in any order: the card before the landing, the renewal after the new card. Order of
recording decides only where no line of the tables here does (readings N38, N59). A notice or a return needs
no line: it always counts as after the duty it answers.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Protocol

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


class Dated(Protocol):
    """As much of a fact in effect as its place in a day needs."""

    @property
    def fact(self) -> ev.Fact:
        """The payload."""

    @property
    def on(self) -> date:
        """Its civil day."""


def first_entry(facts: Sequence[Dated]) -> Dated | None:
    """Return the first landing or grounds of acquisition of facts ordered by day and as recorded."""
    return next((e for e in facts if type(e.fact) in ENTRIES), None)


def movable(kind: type[ev.Event]) -> bool:
    """Whether a fact of this kind may count before others of its day that were recorded before it."""
    return kind in COUNTS_BEFORE


def place_in_day(placed: Sequence[Dated], e: Dated, first: Dated | None) -> int:
    """Return the place among ordered facts, all up to its day, in which a fact recorded after them counts.

    `first` is the first entry of the history.
    """
    place, entry = len(placed), e is first
    for n, other in _day_backwards(placed, e.on):
        if type(other.fact) is ev.CaseOpened:
            break
        if entry:
            place = n
        elif other is first or type(other.fact) in CROSSINGS:
            break
        elif _counts_before(type(e.fact), type(other.fact), first_day=first is not None and first.on == e.on):
            place = n
    return place


def _day_backwards(placed: Sequence[Dated], day: date) -> Iterator[tuple[int, Dated]]:
    for n in range(len(placed) - 1, -1, -1):
        if placed[n].on != day:
            return
        yield n, placed[n]


def _counts_before(kind: type[ev.Event], other: type[ev.Event], *, first_day: bool) -> bool:
    if first_day and kind in _EARLY_ON_THE_FIRST_DAY and other not in _EARLY_ON_THE_FIRST_DAY:
        return True
    return other in COUNTS_BEFORE[kind]
