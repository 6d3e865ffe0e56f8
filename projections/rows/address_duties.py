"""Duties to notify an address: there are many where somebody moves often, and each shows by itself.

Such a duty begins with a move, is settled by the first notice from then on, and cancelled by the end of the
stay; nothing told of later days changes how it showed before. So the case after all facts tells each of them
for all days, and what is recorded concerns only those whose move or notice it is.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from datetime import date
from typing import Any, Final, TypeVar

from msgspec import Struct

from domain.duties.duty import Duty
from domain.duties.families import ADDRESS, duties
from domain.law.address import ADR_1, ADR_2, ADR_3, SPR_1
from domain.spans.case import Case, Fact, Settling
from projections.outlook import showing
from projections.rows.row import ALWAYS, DAY, FOREVER
from projections.rows.timeline import Stretch

RULES: Final = frozenset(rule.id for rule in (ADR_1, ADR_2, ADR_3, SPR_1))
"""Rules whose duties concern the place moved into, wherever the resident is since."""

V = TypeVar("V")
D = TypeVar("D", Settling, Fact)
Span = tuple[date, date, V]
"""First and last day (inclusive), and what was so."""


class Circumstances(Struct, frozen=True):
    """What all these duties depend on besides: the date of birth, and the place shown with them, by day."""

    born: Sequence[Span[date]]
    places: Sequence[Span[str | None]]


class Addresses:
    """The duties of one resident to notify an address, as now known.

    `number` says by which number stretches name a duty with a place.
    """

    def __init__(self, number: Callable[[Duty, str | None], int]) -> None:
        self._number = number
        self._settlings: list[Settling] = []
        self._notices: list[Fact] = []
        self._told: dict[int, list[Stretch]] = {}
        self._case: Case | None = None
        self._depends_on: Any = None

    @property
    def complete(self) -> bool:
        """Whether all facts have been taken in; if not, the next case must be the one after all of them."""
        return self._case is not None

    def resume(self, known: Iterable[tuple[int, Stretch]]) -> None:
        """Begin with stretches that are known, in order, each with the version of the move it is about."""
        for version, stretch in known:
            self._told.setdefault(version, []).append(stretch)

    def take(
        self, case: Case, first: date, last: date, circumstances: Circumstances
    ) -> tuple[list[Stretch], list[Stretch]]:
        """Take in the facts of some days, out of the case after them; return what goes and what comes.

        The days run from a first through a last one, inclusive: the last of all if the case has all facts.
        """
        stale = set[int]() if self.complete else set(self._told)
        first = first if self.complete else ALWAYS
        if last == FOREVER:
            self._case = case
        assert self._case is not None
        stale |= {s.fact.version for s in _exchange(self._settlings, case.settlings, first, last)}
        noticed = _exchange(self._notices, case.address_notices, first, last)
        since = first
        if noticed != _within(self._notices, first, last):
            since = self._first_unanswered(first)
        depends_on = [(stay.ended, stay.ended_by_time) for stay in self._case.stays], circumstances
        if depends_on != self._depends_on:
            since, last, self._depends_on = ALWAYS, FOREVER, depends_on
        return self._exchanged(
            stale, self._tell(self._case, _within(self._settlings, since, last), circumstances)
        )

    def _exchanged(
        self, stale: Iterable[int], told: Mapping[int, list[Stretch]]
    ) -> tuple[list[Stretch], list[Stretch]]:
        """Keep what is told of some moves, and nothing of others; return what goes and what comes."""
        gone: list[Stretch] = []
        come: list[Stretch] = []
        for version, stretches in {**{version: [] for version in stale}, **told}.items():
            before = self._told.get(version, [])
            if stretches != before:
                gone += before
                come += stretches
                self._told[version] = stretches
        return gone, come

    def _first_unanswered(self, day: date) -> date:
        """Return the first day whose moves no notice of a day before this one answers."""
        n = bisect_left(self._notices, day, key=_on)
        return self._notices[n - 1].on + DAY if n else ALWAYS

    def _tell(
        self, case: Case, settlings: Sequence[Settling], circumstances: Circumstances
    ) -> Mapping[int, list[Stretch]]:
        """Return the stretches of the duties that come of some moves, each by the version of its move."""
        told: dict[int, list[Stretch]] = {s.fact.version: [] for s in settlings}
        for since, until, born in circumstances.born if settlings else ():
            about = copy(case)
            about.settlings, about.address_notices = [*settlings], self._notices
            about.date_of_birth = born
            for duty in duties(about, ADDRESS):
                for start, end, seen in showing(duty, since):
                    for first, last, place in circumstances.places:
                        a, b = max(start, first), min(end, last, until)
                        if a <= b:
                            _add(told[duty.trigger], a, b, self._number(seen, place))
        return told


def _add(stretches: list[Stretch], first: date, last: date, value: int) -> None:
    """Put a stretch after others, as one with the last of them when they touch and show the same."""
    if stretches and stretches[-1][1:] == (first - DAY, value):
        first = stretches.pop()[0]
    stretches.append((first, last, value))


def _on(dated: Settling | Fact) -> date:
    return dated.fact.on if isinstance(dated, Settling) else dated.on


def _within(dated: Sequence[D], first: date, last: date) -> Sequence[D]:
    """Return those of some days (inclusive) of what is in order of days."""
    if not dated or _on(dated[-1]) < first:
        return []
    return dated[bisect_left(dated, first, key=_on) : bisect_right(dated, last, key=_on)]


def _exchange(old: list[D], new: Sequence[D], first: date, last: date) -> Sequence[D]:
    """Put the new ones of some days (inclusive) in the place of the old ones; return these."""
    before, after = _within(old, first, last), _within(new, first, last)
    if before or after:
        begin = bisect_left(old, first, key=_on)
        old[begin : begin + len(before)] = after
    return before
