"""A history in effect, version by version: which days each version changes, and what they show then.

Folding every version of a history anew would cost its length once more. But what is recorded leaves the days
before its own as they were. Nor does a move change days after the next one, but for the duty to notify it,
nor a notice of an address other days than its own, but for the duties that it settles: those duties are told
apart (`projections.addresses`). So a history of moves costs the same for each, in whatever order.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from operator import attrgetter

from msgspec import structs

from domain.day_order import movable
from domain.duties.duty import Duty
from domain.duties.families import OTHERS, duties
from domain.events import (
    AddressNotified,
    CaseOpened,
    Change,
    Moved,
    NoteAdded,
    Procedural,
    Settled,
)
from domain.history import Effective, Recorded, as_told, effective
from domain.policy import Policy
from domain.spans.case import Case
from domain.spans.fold import Folding
from projections import current_status
from projections.current_status import ListedStanding
from projections.outlook import showing
from projections.rows.address_duties import RULES, Addresses, Circumstances, Span
from projections.rows.row import ALWAYS, BY_DWELLING, DAY, FOREVER, MANY_DWELLINGS, Dwelling, PlacedDuty, Row
from projections.rows.timeline import Stretch, Track, Where


class Folds:
    """The rows of duties, standings and dwellings of one resident, as each version makes them known.

    `_days` are the first days of the parts into which days with facts divide all days: the opening alone
    counts as of ever, notices of an address begin none. `_born` are the dates of birth there have been.
    """

    def __init__(self, policy: Policy) -> None:
        self.facts: list[Effective] = []
        self.duties = Track[PlacedDuty]()
        self.standings = Track[ListedStanding]()
        self.dwellings = Track[Dwelling]()
        self._policy = policy
        self._addresses = Addresses(self._owed)
        self._days: list[date] = [ALWAYS]
        self._born: set[date] = set()
        self._wandering = False
        self._circumstances: Circumstances | None = None
        self._folding: Folding | None = None
        self._taken = 0

    def resume(
        self,
        history: Sequence[Recorded],
        duties: Sequence[Row[PlacedDuty]],
        standings: Sequence[Row[ListedStanding]],
        dwellings: Sequence[Row[Dwelling]],
        counts: tuple[int, int, int],
    ) -> None:
        """Begin with a history that has been known, out of the rows still known and how many there were."""
        self.facts = _telling(history)
        self._days = _days(self.facts)
        apart = [row for row in duties if row.value.duty.rule in RULES]
        others = [row for row in duties if row.value.duty.rule not in RULES]
        self.duties.resume(others, counts[0], self._days)
        self._addresses.resume(
            (row.value.duty.trigger, stretch)
            for row, stretch in zip(apart, self.duties.resume_apart(apart), strict=True)
        )
        self.standings.resume(standings, counts[1], self._days)
        self.dwellings.resume(dwellings, counts[2], self._days)
        self._born = {row.value.date_of_birth for row in standings}
        self._wandering = any(row.value.municipality_code == BY_DWELLING for row in duties)

    def know(self, history: Sequence[Recorded]) -> None:
        """Go on to a history with one event more; what it says is known from the version of that event on."""
        days_before = self._days.copy()
        changed = self._take_in(history)
        if self._wandering != (self.dwellings.count > MANY_DWELLINGS):
            self._wandering, self._circumstances = not self._wandering, None
            changed = ALWAYS, None
        if changed is None:
            return
        first, settled = changed
        if not self._addresses.complete:
            settled = None
        if settled is None or isinstance(settled.fact, Moved | Settled):
            case, first, last = self._replace_parts(days_before, first, settled)
        else:
            case, last = self._ahead(bisect_right(self.facts, first, lo=1, key=_on)), first
        if self._circumstances is None or self.dwellings.changed or len(self._born) > 1:
            self._circumstances = self._all_circumstances()
        self.duties.exchange(*self._addresses.take(case, first, last, self._circumstances))
        for track in (self.duties, self.standings, self.dwellings):
            track.know(history[-1].version)

    def _take_in(self, history: Sequence[Recorded]) -> tuple[date, Effective | None] | None:
        """Put the facts in effect of a longer history in place of those before; None when nothing changes.

        Return from which day on they may say something else, and the fact after whose day they do not: a
        move, or, when nothing but duties to notify an address may change, a notice.
        """
        r = history[-1]
        if not self.facts or isinstance(r.event, CaseOpened | Change | Procedural):
            return self._take_all(history)
        new = as_told(r.version, r.event, overridden=r.override is not None)
        n = bisect_right(self.facts, new.on, lo=1, key=_on)
        if movable(type(r.event)) and (n < len(self.facts) or (n > 1 and self.facts[-1].on == new.on)):
            return self._take_all(history)
        self.facts.insert(n, new)
        self._forget_fold(n)
        if isinstance(r.event, AddressNotified):
            return new.on, new
        day = bisect_left(self._days, new.on)
        if self._days[day : day + 1] != [new.on]:
            self._days.insert(day, new.on)
        return new.on, _next_move(self.facts, n) if day > 1 and isinstance(r.event, Moved) else None

    def _take_all(self, history: Sequence[Recorded]) -> tuple[date, None] | None:
        before, self.facts = self.facts, _telling(history)
        kept = _common(before, self.facts)
        self._forget_fold(kept)
        self._days = _days(self.facts)
        changed = [facts[kept].on for facts in (before, self.facts) if kept < len(facts)]
        return (min(changed) if kept else ALWAYS, None) if changed else None

    def _replace_parts(
        self, days_before: Sequence[date], first: date, settled: Effective | None
    ) -> tuple[Case, date, date]:
        """Replace what was shown from a day on; return the case at the end of these days, and the days."""
        n = bisect_right(self._days, first) - 1
        first, untils, parts = self._days[n], list[date](), list[_Part]()
        for case, since, until in self._cases(n, settled):
            untils.append(until)
            parts.append(self._part(case, since))
        begin = bisect_right(days_before, first) - 1
        where = Where(
            first=first,
            untils=untils,
            begin=begin,
            kept=begin + (days_before[begin] < first),
            end=bisect_right(days_before, untils[-1]),
        )
        owed, stood, dwelt = zip(*parts, strict=True)
        self.dwellings.replace(where, dwelt)
        self.standings.replace(where, stood)
        self.duties.replace(where, owed)
        return case, first, untils[-1]

    def _forget_fold(self, kept: int) -> None:
        if self._taken > kept:
            self._folding, self._taken = None, 0

    def _cases(self, n: int, settled: Effective | None) -> Iterator[tuple[Case, date, date]]:
        """Yield the case of each part from the n-th on, with its first and last day, until all is as before.

        That is after the day of the fact by which it is settled, if that has its effect. A case is good until
        the next one is asked for.
        """
        for day, following in pairwise([*self._days[n:], FOREVER]):
            case = self._ahead(bisect_left(self.facts, following, lo=1, key=_on))
            done = settled is not None and settled.on == day and _has_effect(settled, case)
            yield case, day, following - DAY if following < FOREVER else FOREVER
            if done:
                return

    def _ahead(self, n: int) -> Case:
        """Return the case after the first n facts, with the days ahead."""
        if self._folding is None or self._taken > n:
            self._folding, self._taken = Folding(self.facts, self._policy), 1
        for e in self.facts[self._taken : n]:
            self._folding.take(e)
        self._taken = n
        return self._folding.ahead()

    def _part(self, case: Case, first: date) -> "_Part":
        """Return what a case shows from a day on: duties (none to notify an address), standing, dwelling."""
        place = BY_DWELLING if self._wandering else case.home
        owed = [
            (start, end, self._owed(seen, place))
            for duty in duties(case, OTHERS)
            for start, end, seen in showing(duty, first)
        ]
        stood = [
            (span.valid_from or ALWAYS, span.valid_to or FOREVER, self.standings.number(span.stood))
            for span in current_status.spans(case, first, FOREVER)
        ]
        self._born.add(case.date_of_birth)
        begun_on = self._days[1] if first > ALWAYS else None
        return owed, stood, [(first, FOREVER, self.dwellings.number(Dwelling(case.home, begun_on)))]

    def _owed(self, duty: Duty, place: str | None) -> int:
        if place == BY_DWELLING and duty.municipality_code is not None and duty.rule not in RULES:
            duty = structs.replace(duty, municipality_code=BY_DWELLING)
        return self.duties.number(PlacedDuty(duty, place))

    def _all_circumstances(self) -> Circumstances:
        """Return on what duties to notify an address depend, as all facts tell it."""
        born: list[Span[date]] = [(ALWAYS, FOREVER, day) for day in self._born]
        if len(born) > 1:
            born = self.standings.shown(_born_on)
        places: list[Span[str | None]] = [(ALWAYS, FOREVER, BY_DWELLING)]
        if not self._wandering:
            places = self.dwellings.shown(_municipality)
        return Circumstances(born, places)


_born_on = attrgetter("date_of_birth")
_municipality = attrgetter("municipality_code")
_on = attrgetter("fact.occurred_on")
_Part = tuple[list[Stretch], list[Stretch], list[Stretch]]


def _next_move(facts: Sequence[Effective], n: int) -> Effective | None:
    """Return the first move on a day after that of the n-th fact."""
    return next(
        (e for e in facts[n + 1 :] if e.on > facts[n].on and isinstance(e.fact, Moved | Settled)), None
    )


def _days(facts: Sequence[Effective]) -> list[date]:
    """Return the days of which each begins a part: those with facts, but for notices of an address alone."""
    return [ALWAYS, *dict.fromkeys(e.on for e in facts[1:] if not isinstance(e.fact, AddressNotified))]


def _has_effect(e: Effective, case: Case) -> bool:
    """Whether a move changes the place, in a case on its day; before any entry none does, nor has any."""
    return not case.entered or (case.died is None and e.on >= case.date_of_birth)


def _telling(history: Sequence[Recorded]) -> list[Effective]:
    """Return the facts in effect but for notes, which are passed over when they are recorded, too."""
    return [e for e in effective(history) if not isinstance(e.fact, NoteAdded)]


def _common(before: Sequence[Effective], after: Sequence[Effective]) -> int:
    """Return how many facts both begin with."""
    for n, (a, b) in enumerate(zip(before, after, strict=False)):
        if a.fact is not b.fact or a.version != b.version or a.overridden != b.overridden:
            return n
    return min(len(before), len(after))
