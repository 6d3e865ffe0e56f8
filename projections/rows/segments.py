"""The segments of a history: days that one case answers for, and which of them one more event changes.

The answers for a day come of the facts up to it, so they follow from one case on all days from a day with
facts to the eve of the next. These days are a segment. Folding each segment anew with every event would cost
the length of the history once more. But what is recorded leaves the days before its own as they were. Nor
does a move change days after the next one, but for the duty to notify it; nor a notice of an address other
days than its own, but for the duties that it settles. Those duties are kept apart
(`projections.rows.address_duties`), so each of many moves costs the same, in whatever order.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from operator import attrgetter

from msgspec import Struct

from domain.day_order import movable
from domain.events import AddressNotified, CaseOpened, Change, Merging, Moved, NoteAdded, Procedural, Settled
from domain.history import Effective, Recorded, as_told, effective
from domain.policy import Policy
from domain.spans.case import Case
from domain.spans.fold import Folding
from projections.rows.row import ALWAYS, DAY, FOREVER
from projections.rows.timeline import ChangedSegments


class Affected(Struct, frozen=True):
    """Which days an event may change: those from `valid_from` on.

    Until the day of the move `until`, inclusive, if that has its effect; for ever when it is None. A notice
    of an address changes nothing on its day and after but duties to notify one (`notice`).
    """

    valid_from: date
    until: Effective | None = None
    notice: bool = False


class Segments:
    """The facts in effect of one resident, and the first days of the segments that they make.

    The first segment begins before all facts: the opening alone counts as of ever. Notices of an address
    begin none.
    """

    def __init__(self, policy: Policy) -> None:
        self.facts: list[Effective] = []
        self.first_days: list[date] = [ALWAYS]
        self._policy = policy
        self._folding: Folding | None = None
        self._folded = 0

    def resume(self, history: Sequence[Recorded]) -> None:
        """Begin with a history whose rows are made."""
        self.facts = _counting(history)
        self.first_days = _first_days(self.facts)

    def extend(self, history: Sequence[Recorded]) -> Affected | None:
        """Take the last event of a history, of which all others are taken; None when it changes no day."""
        r = history[-1]
        if not self.facts or isinstance(r.event, _OfTheWhole):
            return self._take_all(history)
        new = as_told(r.version, r.event, overridden=r.override is not None)
        n = bisect_right(self.facts, new.on, lo=1, key=_on)
        if movable(type(r.event)) and (n < len(self.facts) or (n > 1 and self.facts[-1].on == new.on)):
            return self._take_all(history)  # it may stand before other facts of its day
        self.facts.insert(n, new)
        self._forget_fold(n)
        if isinstance(r.event, AddressNotified):
            return Affected(new.on, notice=True)
        segment = bisect_left(self.first_days, new.on)
        if self.first_days[segment : segment + 1] != [new.on]:
            self.first_days.insert(segment, new.on)
        between = segment > 1 and isinstance(r.event, Moved)
        return Affected(new.on, until=_next_move(self.facts, n) if between else None)

    def _take_all(self, history: Sequence[Recorded]) -> Affected | None:
        """Take all facts of a history anew; what differs first says from which day on."""
        before, self.facts = self.facts, _counting(history)
        same = _in_common(before, self.facts)
        self._forget_fold(same)
        self.first_days = _first_days(self.facts)
        differing = [facts[same].on for facts in (before, self.facts) if same < len(facts)]
        if not differing:
            return None
        return Affected(min(differing) if same else ALWAYS)

    def cases(self, affected: Affected) -> Iterator[tuple[Case, date, date]]:
        """Yield the case of each affected segment, with first and last day, in order.

        A case is good until the next one is asked for.
        """
        n, until = bisect_right(self.first_days, affected.valid_from) - 1, affected.until
        for day, next_day in pairwise([*self.first_days[n:], FOREVER]):
            case = self._fold(bisect_left(self.facts, next_day, lo=1, key=_on))
            last = until is not None and until.on == day and _has_effect(until, case)
            yield case, day, next_day - DAY if next_day < FOREVER else FOREVER
            if last:
                return

    def case_on(self, day: date) -> Case:
        """Return the case of the facts up to a day, that day's among them."""
        return self._fold(bisect_right(self.facts, day, lo=1, key=_on))

    def _fold(self, n: int) -> Case:
        """Return the case of the first n facts; the fold goes on from the last one asked for, if it can."""
        if self._folding is None or self._folded > n:
            self._folding, self._folded = Folding(self.facts, self._policy), 1
        for e in self.facts[self._folded : n]:
            self._folding.take(e)
        self._folded = n
        return self._folding.ahead()

    def _forget_fold(self, same: int) -> None:
        """Give the fold up when it has taken more facts than those that are still the same."""
        if self._folded > same:
            self._folding, self._folded = None, 0


def changed_segments(before: Sequence[date], valid_from: date, valid_to: Sequence[date]) -> ChangedSegments:
    """Return what of segments that had begun on the days `before` is now told from one day on.

    `valid_to` are the last days of the segments told anew, in order.
    """
    begin = bisect_right(before, valid_from) - 1
    return ChangedSegments(
        valid_from=valid_from,
        valid_to=valid_to,
        begin=begin,
        replaced=begin + (before[begin] < valid_from),
        end=bisect_right(before, valid_to[-1]),
    )


_OfTheWhole = CaseOpened | Change | Procedural | Merging
"""What concerns more than its own day: after it, all facts are told anew."""

_on = attrgetter("fact.occurred_on")


def _counting(history: Sequence[Recorded]) -> list[Effective]:
    """Return the facts in effect but for notes: they change no row, and are not taken one by one either."""
    return [e for e in effective(history) if not isinstance(e.fact, NoteAdded)]


def _first_days(facts: Sequence[Effective]) -> list[date]:
    return [ALWAYS, *dict.fromkeys(e.on for e in facts[1:] if not isinstance(e.fact, AddressNotified))]


def _next_move(facts: Sequence[Effective], n: int) -> Effective | None:
    """Return the first move on a day after that of the n-th fact."""
    later = (e for e in facts[n + 1 :] if e.on > facts[n].on and isinstance(e.fact, Moved | Settled))
    return next(later, None)


def _has_effect(move: Effective, case: Case) -> bool:
    """Whether a move changes the place in the case of its day; before any entry none does, nor has any."""
    return not case.entered or (case.died is None and move.on >= case.born_from)


def _in_common(before: Sequence[Effective], after: Sequence[Effective]) -> int:
    """Return how many facts both begin with."""
    for n, (a, b) in enumerate(zip(before, after, strict=False)):
        if a.fact is not b.fact or a.version != b.version or a.overridden != b.overridden:
            return n
        if a.merged_into != b.merged_into:
            return 0
    return min(len(before), len(after))
