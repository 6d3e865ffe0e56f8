"""Rows for lists: one resident's duties and standing on both axes, out of one history.

A row says: from `from_on` through `to_on` this was so, as known from version `known_from` on and before
version `known_to`. Rows are numbered in the order in which they became known, and a row never changes but
for its `known_to`: a longer history gives the same rows, some of them closed, and more.

Folding every version of a history anew would cost its length once more. But a version recorded in order of
occurrence leaves the days before its own as they were: the fold goes on with one fact more, and of the rows
only those that reach that day are looked at again.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Self
from uuid import UUID

from msgspec import Struct

from domain.day_order import movable
from domain.duties.duty import Duty
from domain.events import CaseOpened, EventCorrected, EventVoided, NoteAdded
from domain.history import Effective, Recorded, effective
from domain.policy import Policy
from domain.spans.fold import Folding
from projections import current_status
from projections.current_status import Stood
from projections.directory import NAMING, terms
from projections.outlook import Outlook, shown
from projections.stretches import ALWAYS, DAY, FOREVER, Interned, Ledger, Row, Stretch, Track

SCHEME = 7
"""Raise it when what the tables of the rows mean changes in SQL alone; any other change is noticed."""


class Owed(Struct, frozen=True):
    """A duty, with the municipality of the resident's address meanwhile, or the last one known."""

    duty: Duty
    municipality_code: str | None


class Dwelt(Struct, frozen=True):
    """The municipality of a resident's address, or the last one known, and the day of the first fact.

    Before that day nothing is owed; while there is nothing but the opening it is None.
    """

    municipality_code: str | None
    begun_on: date | None


class Counts(Struct, frozen=True):
    """How many rows of each kind there have been; the next one takes this number."""

    duties: int
    standings: int
    dwellings: int
    terms: int


class Kept(Struct, frozen=True, kw_only=True):
    """What a book goes on from: the rows still known at a version, and how many there had been."""

    version: int
    counts: Counts
    duties: tuple[Row[Owed], ...]
    standings: tuple[Row[Stood], ...]
    dwellings: tuple[Row[Dwelt], ...]
    terms: tuple[Row[str], ...]


class Rows(Struct, frozen=True, kw_only=True):
    """The rows of one resident at one version of the stream; `recorded_at` says when each version was.

    Those that were no longer known at version `since` are left out.
    """

    resident_id: UUID
    version: int
    since: int
    counts: Counts
    opened_by: str
    recorded_at: tuple[datetime, ...]
    duties: tuple[Row[Owed], ...]
    standings: tuple[Row[Stood], ...]
    dwellings: tuple[Row[Dwelt], ...]
    terms: tuple[Row[str], ...]


def tells_nothing(r: Recorded) -> bool:
    """Whether an event leaves all rows as they are. The first one never does: it makes them."""
    return r.version > 1 and isinstance(r.event, NoteAdded)


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
        self._names = Interned[str]()
        self._called = Ledger()
        self._terms: list[Stretch] = []
        self._since = 0

    @classmethod
    def resumed(cls, policy: Policy, history: Sequence[Recorded], kept: Kept) -> Self:
        """Return the book that has taken a history up to the version of what is kept of its rows."""
        book = cls(policy)
        book.history = list(history[: kept.version])
        book._folds.resume(book.history, kept)
        book._terms = book._called.resume(kept.terms, kept.counts.terms, book._names.number)
        book._since = kept.version
        return book

    def goes_on(self, history: Sequence[Recorded], shown: int) -> bool:
        """Whether a history goes on from this book, and this book from no newer rows than are shown."""
        taken = len(self.history)
        return (
            self._since <= shown
            and taken <= len(history)
            and (not taken or self.history[-1].event_id == history[taken - 1].event_id)
        )

    def take(self, history: Sequence[Recorded]) -> None:
        """Take what a history that goes on has more."""
        for r in history[len(self.history) :]:
            self.history.append(r)
            if tells_nothing(r):
                continue
            self._folds.know(self.history)
            if isinstance(r.event, NAMING):
                found = [(ALWAYS, FOREVER, self._names.number(term)) for term in terms(self._folds.facts)]
                self._called.know(r.version, gone=self._terms, come=found)
                self._terms = found

    def rows(self) -> Rows:
        """Return the rows after the last version taken; there must be one."""
        return Rows(
            resident_id=self.history[0].resident_id,
            version=self.history[-1].version,
            since=self._since,
            counts=Counts(
                self._folds.duties.count,
                self._folds.standings.count,
                self._folds.dwellings.count,
                self._called.count,
            ),
            opened_by=self.history[0].office,
            recorded_at=tuple(r.recorded_at for r in self.history),
            duties=self._folds.duties.rows(),
            standings=self._folds.standings.rows(),
            dwellings=self._folds.dwellings.rows(),
            terms=self._called.rows(self._names.values),
        )


class _Folds:
    """A history in effect, version by version; as far as it only grows longer each fact is folded once.

    `_days` are the days with facts, each with the number of facts up to it; the opening alone counts as of
    ever.
    """

    def __init__(self, policy: Policy) -> None:
        self.facts: Sequence[Effective] = ()
        self.duties = Track[Owed]()
        self.standings = Track[Stood]()
        self.dwellings = Track[Dwelt]()
        self._policy = policy
        self._days: list[tuple[int, date]] = []
        self._folding: Folding | None = None
        self._taken = 0
        self._tails: _Tails | None = None

    def resume(self, history: Sequence[Recorded], kept: Kept) -> None:
        """Begin with a history that has been known, out of what is kept of its rows."""
        self.facts = _telling(history)
        self._days = _days(self.facts, (), 0)
        days = [day for _, day in self._days]
        self.duties.resume(kept.duties, kept.counts.duties, days)
        self.standings.resume(kept.standings, kept.counts.standings, days)
        self.dwellings.resume(kept.dwellings, kept.counts.dwellings, days)

    def know(self, history: Sequence[Recorded]) -> None:
        """Go on to a history with one event more; what it says is known from the version of that event on."""
        r, before = history[-1], self.facts
        facts = _longer(before, r)
        if facts is None:
            facts = _telling(history)
            kept = _common(before, facts)
        else:
            kept = len(before)
        self.facts, days_before = facts, self._days
        self._days = _days(facts, days_before, kept)
        if self._taken > kept:
            self._folding, self._taken, self._tails = None, 0, None
        days = _kept(days_before, self._days, kept)
        tracks: tuple[Track[Any], ...] = (self.duties, self.standings, self.dwellings)
        for track in tracks:
            track.go_back(days)
        for (n, first), (_, until) in pairwise(self._days[days - 1 :]):
            for track, tail in zip(tracks, self._following(n, first), strict=True):
                track.pass_on(tail, first, until)
        n, first = self._days[-1]
        for track, tail in zip(tracks, self._following(n, first), strict=True):
            track.know(r.version, tail, first)

    def _following(self, n: int, first: date) -> "_Tails":
        """Return what follows the first n facts, from the day of the last of them on, for each track."""
        if self._tails is not None and self._taken == n:
            return self._tails
        folding = self._folding
        if folding is None or self._taken > n:
            folding, self._taken = Folding(self.facts, self._policy), 1
        for e in self.facts[self._taken : n]:
            folding.take(e)
        self._folding, self._taken = folding, n
        begun_on = self.facts[1].on if n > 1 else None
        self._tails = self._seen(shown(folding.ahead()), first, begun_on)
        return self._tails

    def _seen(self, seen: Outlook, first: date, begun_on: date | None) -> "_Tails":
        place = seen.case.home
        owed = [
            (start, end, self.duties.number(Owed(duty, place)))
            for listed in seen.duties
            for start, end, duty in _seen(listed, first)
        ]
        stood = [
            (span.from_on or ALWAYS, span.to_on or FOREVER, self.standings.number(span.stood))
            for span in current_status.spans(seen.case, first, FOREVER)
        ]
        return owed, stood, [(first, FOREVER, self.dwellings.number(Dwelt(place, begun_on)))]


_Tails = tuple[list[Stretch], list[Stretch], list[Stretch]]
"""What follows a number of facts: stretches from the day of the last of them on, for ever."""


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


def _telling(history: Sequence[Recorded]) -> list[Effective]:
    """Return the facts in effect but for notes, which are passed over when they are recorded, too."""
    return [e for e in effective(history) if not isinstance(e.fact, NoteAdded)]


def _longer(facts: Sequence[Effective], r: Recorded) -> Sequence[Effective] | None:
    """Return the facts with one more, when it comes after all of them; None when all must be put in order."""
    if not facts or isinstance(r.event, EventCorrected | EventVoided | CaseOpened):
        return None
    (new,) = effective([r])
    if len(facts) > 1 and new.on < facts[-1].on:
        return None
    if new.on == facts[-1].on and movable(type(r.event)):
        return None
    return [*facts, new]


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
