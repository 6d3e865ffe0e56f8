"""Rows for lists: one resident's duties and standing on both axes, out of one history.

A row says: from `from_on` through `to_on` this was so, as known from version `known_from` on and before
version `known_to`. Rows are numbered in the order in which they became known, and a row never changes but
for its `known_to`: a longer history gives the same rows, some of them closed, and more.

Folding every version of a history anew would cost its length once more. But a version recorded in order of
occurrence leaves the days before its own as they were: the fold goes on with one fact more, and of the rows
only those that reach that day are looked at again.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Generic, TypeVar
from uuid import UUID

from msgspec import Struct

from domain.events import CaseOpened, EventCorrected, EventVoided, NoteAdded
from domain.history import Effective, Recorded, effective
from domain.policy import Policy
from domain.rules.duty import Duty
from domain.spans.fold import Folding
from projections import current_status
from projections.current_status import Stood
from projections.directory import NAMING, terms
from projections.outlook import Outlook, shown

SCHEME = 2
"""Version of the shape and meaning of rows: raise it when either changes."""

ALWAYS, FOREVER = date.min, date.max
"""The ends of a stretch of days without a beginning or an end."""

DAY = timedelta(days=1)

H = TypeVar("H", bound=Hashable)
Stretch = tuple[date, date, int]
"""First day, last day (inclusive) and the number of an interned value."""


class Row(Struct, Generic[H], frozen=True, kw_only=True):
    """What held on a stretch of days (inclusive), as known by some versions (`known_to` exclusive)."""

    number: int
    known_from: int
    known_to: int | None
    from_on: date
    to_on: date
    value: H


class Owed(Struct, frozen=True):
    """A duty, with the municipality of the resident's address meanwhile, or the last one known."""

    duty: Duty
    municipality_code: str | None


class Rows(Struct, frozen=True, kw_only=True):
    """All rows of one resident at one version of the stream; `recorded_at` says when each version was."""

    resident_id: UUID
    version: int
    opened_by: str
    recorded_at: tuple[datetime, ...]
    duties: tuple[Row[Owed], ...]
    standings: tuple[Row[Stood], ...]
    terms: tuple[Row[str], ...]


def rows(history: Sequence[Recorded], policy: Policy) -> Rows:
    """Return the rows of a resident, as known after each version of a history that is not empty."""
    book = Book(policy)
    book.take(history)
    return book.rows()


class Book:
    """The rows of one resident while the history grows: what was recorded since is all that is folded."""

    def __init__(self, policy: Policy) -> None:
        self.history: list[Recorded] = []
        self._folds = _Folds(policy)
        self._names = _Interned[str]()
        self._called = _Ledger()
        self._terms: list[Stretch] = []

    def goes_on(self, history: Sequence[Recorded]) -> bool:
        """Whether a history begins with the one that this book has taken."""
        taken = len(self.history)
        return taken <= len(history) and (
            not taken or self.history[-1].event_id == history[taken - 1].event_id
        )

    def take(self, history: Sequence[Recorded]) -> None:
        """Take what a history that goes on has more."""
        for r in history[len(self.history) :]:
            self.history.append(r)
            if r.version > 1 and isinstance(r.event, NoteAdded):
                continue
            self._folds.know(r, self.history)
            if isinstance(r.event, NAMING):
                found = [(ALWAYS, FOREVER, self._names.number(term)) for term in terms(self._folds.facts)]
                self._called.know(r.version, gone=self._terms, come=found)
                self._terms = found

    def rows(self) -> Rows:
        """Return the rows after the last version taken; there must be one."""
        return Rows(
            resident_id=self.history[0].resident_id,
            version=self.history[-1].version,
            opened_by=self.history[0].office,
            recorded_at=tuple(r.recorded_at for r in self.history),
            duties=self._folds.duties.rows(),
            standings=self._folds.standings.rows(),
            terms=self._called.rows(self._names.values),
        )


class _Interned(Generic[H]):
    """Values by number, each once: numbers compare more cheaply than values."""

    def __init__(self) -> None:
        self.values: list[H] = []
        self._numbers: dict[H, int] = {}

    def number(self, value: H) -> int:
        """Return the number of the value, the same for equal ones."""
        found = self._numbers.setdefault(value, len(self.values))
        if found == len(self.values):
            self.values.append(value)
        return found


class _Ledger:
    """Stretches as they become known and cease to be."""

    def __init__(self) -> None:
        self._known: dict[Stretch, int] = {}
        self._entries: list[tuple[Stretch, int]] = []
        self._closed: dict[int, int] = {}

    def know(self, version: int, *, gone: Iterable[Stretch], come: Iterable[Stretch]) -> None:
        """Take it that from this version on some stretches are known in the place of others.

        Those among both stay; those that were known and are among neither do too.
        """
        known, still = self._known, dict.fromkeys(come)
        for stretch in gone:
            if stretch not in still:
                self._closed[known.pop(stretch)] = version
        for stretch in still:
            if stretch not in known:
                known[stretch] = len(self._entries)
                self._entries.append((stretch, version))

    def rows(self, values: Sequence[H]) -> tuple[Row[H], ...]:
        """Return the rows, oldest knowledge first."""
        return tuple(
            Row(
                number=number,
                known_from=version,
                known_to=self._closed.get(number),
                from_on=first,
                to_on=last,
                value=values[value],
            )
            for number, ((first, last, value), version) in enumerate(self._entries)
        )


class _Track(Generic[H]):
    """One kind of rows: the stretches that the facts of each day left behind, and those that go on.

    `_ended` are, for each day with facts, the stretches that had ended before it and after the day before;
    `_running` those that ran until the day before it: since when, by value. `_ahead` are the stretches from
    the last of those days on, each as long as it goes.
    """

    def __init__(self) -> None:
        self._values = _Interned[H]()
        self._ledger = _Ledger()
        self._ended: list[list[Stretch]] = [[]]
        self._running: list[dict[int, date]] = [{}]
        self._ahead: list[Stretch] = []
        self._gone: list[Stretch] = []

    def number(self, value: H) -> int:
        """Return the number by which stretches name a value."""
        return self._values.number(value)

    def go_back(self, days: int) -> None:
        """Forget what the facts after so many days with facts made; the first of those days is the first."""
        self._gone += self._ahead
        for ended in self._ended[days:]:
            self._gone += ended
        del self._ended[days:], self._running[days:]

    def pass_on(self, tail: Iterable[Stretch], first: date, until: date) -> None:
        """Take the stretches that hold from a first day on, but only to the day before another one."""
        last, before = until - DAY, self._running[-1].copy()
        ended: list[Stretch] = []
        running: dict[int, date] = {}
        for start, end, value in tail:
            if start <= last:
                begun = before.pop(value, start) if start == first else start
                if end < last:
                    ended.append((begun, end, value))
                else:
                    running[value] = begun
        ended += [(begun, first - DAY, value) for value, begun in before.items()]
        self._ended.append(ended)
        self._running.append(running)

    def know(self, version: int, tail: Iterable[Stretch], first: date, days: int) -> None:
        """Take the stretches that hold from a day on for ever; from this version on all that is known.

        What the first so many days with facts left behind was known before.
        """
        before = self._running[-1].copy()
        ahead = [
            (before.pop(value, start) if start == first else start, end, value) for start, end, value in tail
        ]
        ahead += [(begun, first - DAY, value) for value, begun in before.items()]
        come = [stretch for ended in self._ended[days:] for stretch in ended] + ahead
        self._ledger.know(version, gone=self._gone, come=come)
        self._ahead, self._gone = ahead, []

    def rows(self) -> tuple[Row[H], ...]:
        """Return the rows, oldest knowledge first."""
        return self._ledger.rows(self._values.values)


class _Folds:
    """A history in effect, version by version; as far as it only grows longer each fact is folded once.

    `_days` are the days with facts, each with the number of facts up to it; the opening alone counts as of
    ever.
    """

    def __init__(self, policy: Policy) -> None:
        self.facts: Sequence[Effective] = ()
        self.duties = _Track[Owed]()
        self.standings = _Track[Stood]()
        self._policy = policy
        self._days: list[tuple[int, date]] = []
        self._folding: Folding | None = None
        self._taken = 0
        self._tail: _Tail | None = None

    def know(self, r: Recorded, history: Sequence[Recorded]) -> None:
        """Go on to the history that ends with this event; what it says is known from its version on."""
        before, facts = self.facts, _longer(self.facts, r)
        if facts is None:
            facts = effective(history)
            kept = _common(before, facts)
        else:
            kept = len(before)
        self.facts, days_before = facts, self._days
        self._days = _days(facts, days_before, kept)
        if self._taken > kept:
            self._folding, self._taken, self._tail = None, 0, None
        days = _kept(days_before, self._days, kept)
        self.duties.go_back(days)
        self.standings.go_back(days)
        for (n, first), (_, until) in pairwise(self._days[days - 1 :]):
            tail = self._following(n, first)
            self.duties.pass_on(tail.owed, first, until)
            self.standings.pass_on(tail.stood, first, until)
        n, first = self._days[-1]
        tail = self._following(n, first)
        self.duties.know(r.version, tail.owed, first, days)
        self.standings.know(r.version, tail.stood, first, days)

    def _following(self, n: int, first: date) -> "_Tail":
        """Return what follows the first n facts, from the day of the last of them on."""
        if self._tail is not None and self._taken == n:
            return self._tail
        folding = self._folding
        if folding is None or self._taken > n:
            folding, self._taken = Folding(self.facts, self._policy), 1
        for e in self.facts[self._taken : n]:
            folding.take(e)
        self._folding, self._taken = folding, n
        self._tail = self._seen(shown(folding.ahead()), first)
        return self._tail

    def _seen(self, seen: Outlook, first: date) -> "_Tail":
        place = seen.case.home
        return _Tail(
            owed=[
                (start, end, self.duties.number(Owed(duty, place)))
                for listed in seen.duties
                for start, end, duty in _seen(listed, first)
            ],
            stood=[
                (span.from_on or ALWAYS, span.to_on or FOREVER, self.standings.number(span.stood))
                for span in current_status.spans(seen.case, first, FOREVER)
            ],
        )


class _Tail(Struct, frozen=True):
    """What follows a number of facts: stretches from the day of the last of them on, for ever."""

    owed: list[Stretch]
    stood: list[Stretch]


def _seen(duty: Duty, first: date) -> Iterator[tuple[date, date, Duty]]:
    """Yield the duty from a day on as it shows, cut where what lay ahead has come about.

    Becoming open or overdue is no cut: time does that, and the days of the duty say when.
    """
    start = max(first, duty.listed_from)
    days = [day for day in (duty.settled_on, duty.cancelled_on, duty.failed_on) if day is not None]
    if not days or max(days) <= start:
        yield start, FOREVER, duty
        return
    for day in sorted({day for day in days if day > start}):
        yield start, day - DAY, duty.seen(start)
        start = day
    yield start, FOREVER, duty.seen(start)


def _longer(facts: Sequence[Effective], r: Recorded) -> Sequence[Effective] | None:
    """Return the facts with one more, when it comes after all of them; None when all must be put in order."""
    if not facts or isinstance(r.event, EventCorrected | EventVoided | CaseOpened):
        return None
    if len(facts) > 1 and r.event.occurred_on < facts[-1].on:
        return None
    return [*facts, Effective(r.version, r.event, r.override is not None)]


def _days(
    facts: Sequence[Effective], before: Sequence[tuple[int, date]], kept: int
) -> list[tuple[int, date]]:
    """Return each day with facts and the number of facts up to it; the opening alone counts as of ever.

    `before` are those days as they were, and so many of the first facts are the same as then.
    """
    found = [mark for mark in before if mark[0] <= kept] or [(1, ALWAYS)]
    done = found[-1][0]
    for n, e in enumerate(facts[done:], done + 1):
        if e.on == found[-1][1]:
            found[-1] = (n, e.on)
        else:
            found.append((n, e.on))
    return found


def _kept(before: Sequence[tuple[int, date]], after: Sequence[tuple[int, date]], facts: int) -> int:
    """Return before how many of the days with facts all is as it was, when the first so many facts are."""
    same = 0
    for mark, now in zip(before, after, strict=False):
        if mark != now or mark[0] > facts:
            return same + (mark[1] == now[1])
        same += 1
    return max(same, 1)


def _common(before: Sequence[Effective], after: Sequence[Effective]) -> int:
    """Return how many facts both begin with."""
    for n, (a, b) in enumerate(zip(before, after, strict=False)):
        if a.fact is not b.fact or a.version != b.version or a.overridden != b.overridden:
            return n
    return min(len(before), len(after))
