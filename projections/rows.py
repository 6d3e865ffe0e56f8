"""Rows for lists: one resident's duties and standing on both axes, out of one history.

A row says: from `from_on` through `to_on` this was so, as known from version `known_from` on and before
version `known_to`. Rows are numbered in the order in which they became known, and a row never changes but
for its `known_to`: a longer history gives the same rows, some of them closed, and more.

Folding every version of a history anew would cost its length once more. But a version recorded in order of
occurrence leaves the days before its own as they were: what follows the first n facts is folded once, and
kept as long as those facts stay the first n.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar
from uuid import UUID

from msgspec import Struct

from domain.events import CaseOpened, EventCorrected, EventVoided, NoteAdded
from domain.events.types import Name, StatusCode
from domain.history import Effective, Recorded, effective
from domain.policy import Policy
from domain.rules.duty import Duty
from domain.spans.case import StayWord
from projections import current_status
from projections.current_status import StandingSpan
from projections.directory import NAMING, terms
from projections.outlook import outlook

SCHEME = 1
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


class Stood(Struct, frozen=True, kw_only=True):
    """What a list of residents shows of a standing."""

    name: Name
    date_of_birth: date
    nationality: str
    status: StatusCode | None
    stay: StayWord
    municipality_code: str | None
    card_number: str | None


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
    folds = _Folds(policy)
    names = _Interned[str]()
    owed, stood, called = _Ledger(), _Ledger(), _Ledger()
    numbers: list[int] = []
    for n, r in enumerate(history, 1):
        if n > 1 and isinstance(r.event, NoteAdded):
            continue
        facts = _longer(folds.facts, r) or effective(history[:n])
        folds.take(facts)
        if isinstance(r.event, NAMING):
            numbers = [names.number(term) for term in terms(facts)]
        owed.know(r.version, folds.owed())
        stood.know(r.version, folds.stood())
        called.know(r.version, [(ALWAYS, FOREVER, number) for number in numbers])
    return Rows(
        resident_id=history[0].resident_id,
        version=history[-1].version,
        opened_by=history[0].office,
        recorded_at=tuple(r.recorded_at for r in history),
        duties=owed.rows(folds.duties.values),
        standings=stood.rows(folds.standings.values),
        terms=called.rows(names.values),
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

    def know(self, version: int, stretches: Iterable[Stretch]) -> None:
        """Take all stretches known from this version on; those not among them cease to be."""
        known: dict[Stretch, int] = {}
        for stretch in stretches:
            number = self._known.pop(stretch, None)
            if number is None:
                number = len(self._entries)
                self._entries.append((stretch, version))
            known[stretch] = number
        self._closed.update(dict.fromkeys(self._known.values(), version))
        self._known = known

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


class _Tail(Struct, frozen=True):
    """What follows a number of facts: stretches from the day of the last of them on, for ever."""

    owed: list[Stretch]
    stood: list[Stretch]


class _Joined(Struct, frozen=True):
    """Stretches one after the other, those of one value that touch made one."""

    stretches: list[Stretch]
    last: dict[int, int]

    def then(self, run: Iterable[Stretch]) -> "_Joined":
        """Return these stretches with those of the days after them."""
        stretches, last = self.stretches.copy(), self.last.copy()
        for start, end, value in run:
            place = last.get(value)
            if place is not None and stretches[place][1] < start and stretches[place][1] + DAY == start:
                stretches[place] = (stretches[place][0], end, value)
            else:
                last[value] = len(stretches)
                stretches.append((start, end, value))
        return _Joined(stretches, last)


class _Past(Struct, frozen=True):
    """What the facts of the days before a day made of those days."""

    until: date
    owed: _Joined
    stood: _Joined


NOTHING = _Past(ALWAYS, _Joined([], {}), _Joined([], {}))


class _Folds:
    """The stretches of a history in effect; what follows the same first facts is folded once.

    `_marks` are, for each day with facts, the number of facts up to it and the day; the opening alone counts
    as of ever. `_pasts` are what lies before each mark.
    """

    def __init__(self, policy: Policy) -> None:
        self.facts: Sequence[Effective] = ()
        self.duties = _Interned[Owed]()
        self.standings = _Interned[Stood]()
        self._policy = policy
        self._tails: dict[int, _Tail] = {}
        self._marks: list[tuple[int, date]] = []
        self._pasts: list[_Past] = []

    def take(self, facts: Sequence[Effective]) -> None:
        """Go on to another history in effect."""
        kept = _common(self.facts, facts)
        self._tails = {n: tail for n, tail in self._tails.items() if n <= kept}
        self.facts = facts
        before, self._marks = self._marks, _marks(facts)
        same = 0
        for mark, now in zip(before, self._marks, strict=False):
            if mark != now or mark[0] > kept:
                break
            same += 1
        self._pasts = self._pasts[: min(same + 1, len(self._marks))]
        if self._pasts and self._pasts[-1].until != self._marks[len(self._pasts) - 1][1]:
            self._pasts.pop()
        while len(self._pasts) < len(self._marks):
            self._pasts.append(self._past(len(self._pasts)))

    def owed(self) -> list[Stretch]:
        """Return the stretches of duties, each as long as it goes."""
        n, _ = self._marks[-1]
        return self._pasts[-1].owed.then(self._tail(n).owed).stretches

    def stood(self) -> list[Stretch]:
        """Return the stretches of standings, each as long as it goes."""
        n, _ = self._marks[-1]
        return self._pasts[-1].stood.then(self._tail(n).stood).stretches

    def _past(self, place: int) -> _Past:
        """Return what lies before a mark."""
        if not place:
            return NOTHING
        n, first = self._marks[place - 1]
        until = self._marks[place][1]
        tail, past = self._tail(n), self._pasts[place - 1]
        return _Past(
            until,
            past.owed.then(_clipped(tail.owed, first, until - DAY)),
            past.stood.then(_clipped(tail.stood, first, until - DAY)),
        )

    def _tail(self, n: int) -> _Tail:
        found = self._tails.get(n)
        if found is None:
            first = ALWAYS if n == 1 else self.facts[n - 1].on
            found = self._tails[n] = self._fold(self.facts[:n], first)
        return found

    def _fold(self, facts: Sequence[Effective], first: date) -> _Tail:
        seen = outlook(facts, self._policy)
        place = seen.case.home
        owed = [
            (start, end, self.duties.number(Owed(duty, place)))
            for listed in seen.duties
            for start, end, duty in _seen(listed, first)
        ]
        stood = [
            (span.from_on or ALWAYS, span.to_on or FOREVER, self.standings.number(_stood(span)))
            for span in current_status.spans(seen.case, first, FOREVER)
        ]
        return _Tail(NOTHING.owed.then(sorted(owed)).stretches, NOTHING.stood.then(stood).stretches)


def _seen(duty: Duty, first: date) -> Iterator[tuple[date, date, Duty]]:
    """Yield the duty from a day on as it shows, cut where what lay ahead has come about.

    Becoming open or overdue is no cut: time does that, and the days of the duty say when.
    """
    start = max(first, duty.listed_from)
    ahead = {
        day for day in (duty.settled_on, duty.cancelled_on, duty.failed_on) if day is not None and day > start
    }
    for day in sorted(ahead):
        yield start, day - DAY, duty.seen(start)
        start = day
    yield start, FOREVER, duty.seen(start) if ahead else duty


def _longer(facts: Sequence[Effective], r: Recorded) -> Sequence[Effective] | None:
    """Return the facts with one more, when it comes after all of them; None when all must be put in order."""
    if not facts or isinstance(r.event, EventCorrected | EventVoided | CaseOpened):
        return None
    if len(facts) > 1 and r.event.occurred_on < facts[-1].on:
        return None
    return [*facts, Effective(r.version, r.event, r.override is not None)]


def _marks(facts: Sequence[Effective]) -> list[tuple[int, date]]:
    found = [(1, ALWAYS)]
    for n, e in enumerate(facts[1:], 2):
        if e.on == found[-1][1]:
            found[-1] = (n, e.on)
        else:
            found.append((n, e.on))
    return found


def _common(before: Sequence[Effective], after: Sequence[Effective]) -> int:
    """Return how many facts both begin with."""
    for n, (a, b) in enumerate(zip(before, after, strict=False)):
        if a.fact is not b.fact or a.version != b.version or a.overridden != b.overridden:
            return n
    return min(len(before), len(after))


def _clipped(stretches: Iterable[Stretch], first: date, last: date) -> Iterator[Stretch]:
    """Yield the parts of stretches that lie from the first through the last day."""
    for start, end, value in stretches:
        if start <= last and first <= end:
            yield max(start, first), min(end, last), value


def _stood(span: StandingSpan) -> Stood:
    return Stood(
        name=span.name,
        date_of_birth=span.date_of_birth,
        nationality=span.nationality,
        status=span.status,
        stay=span.stay,
        municipality_code=span.municipality_code,
        card_number=span.card_number,
    )
