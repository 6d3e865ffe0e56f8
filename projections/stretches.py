"""Stretches of days on which something was so, and which of them are known after which version.

A value stands for what was so. Days before the last fact do not change when facts are added in order: the
stretches that ended before them are left alone, and only those that reach that day are compared.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date, timedelta
from typing import Generic, TypeVar

from msgspec import Struct, msgpack

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


class Interned(Generic[H]):
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


class Ledger:
    """Stretches as they become known and cease to be."""

    def __init__(self) -> None:
        self.count = 0
        self._known: dict[Stretch, int] = {}
        self._entries: dict[int, tuple[Stretch, int]] = {}
        self._closed: dict[int, int] = {}

    def resume(self, rows: Iterable[Row[H]], count: int, number: Callable[[H], int]) -> list[Stretch]:
        """Begin where another ledger of so many entries was, with those still known; return these."""
        for row in rows:
            stretch = row.from_on, row.to_on, number(row.value)
            self._known[stretch] = row.number
            self._entries[row.number] = stretch, row.known_from
        self.count = count
        return list(self._known)

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
                known[stretch] = self.count
                self._entries[self.count] = stretch, version
                self.count += 1

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
            for number, ((first, last, value), version) in self._entries.items()
        )


class Track(Generic[H]):
    """One kind of rows: the stretches that the facts of each day left behind, and those that go on.

    `_ended` are, for each day with facts, the stretches that had ended before it and after the day before;
    `_running` those that ran until the day before it: since when, by value. `_ahead` are the stretches from
    the last of those days on, each as long as it goes. `_gone` and `_come` wait for the next version.
    """

    def __init__(self) -> None:
        self._values = Interned[H]()
        self._ledger = Ledger()
        self._ended: list[list[Stretch]] = [[]]
        self._running: list[dict[int, date]] = [{}]
        self._ahead: list[Stretch] = []
        self._gone: list[Stretch] = []
        self._come: list[Stretch] = []

    def number(self, value: H) -> int:
        """Return the number by which stretches name a value."""
        return self._values.number(value)

    @property
    def count(self) -> int:
        """How many rows there are, those of a track that this one went on from among them."""
        return self._ledger.count

    def resume(self, rows: Iterable[Row[H]], count: int, days: Sequence[date]) -> None:
        """Begin where another track of so many rows was, with those still known and its days with facts."""
        eves = [day - DAY for day in days[1:]]
        self._ended, self._running = [[] for _ in days], [{} for _ in days]
        for stretch in self._ledger.resume(rows, count, self.number):
            begun, end, value = stretch
            over = bisect_right(eves, end)
            (self._ahead if over == len(eves) else self._ended[over + 1]).append(stretch)
            for n in range(bisect_left(eves, begun), over):
                self._running[n + 1][value] = begun

    def go_back(self, days: int) -> None:
        """Forget what the facts after so many days with facts made; the first of those days is the first."""
        self._gone += self._ahead
        for ended in self._ended[days:]:
            self._gone += ended
        del self._ended[days:], self._running[days:]

    def pass_on(self, tail: Iterable[Stretch], first: date, until: date) -> None:
        """Take the stretches that hold from a first day on, but only to the day before another one."""
        last = until - DAY
        ended: list[Stretch] = []
        running: dict[int, date] = {}
        for begun, end, value in self._continued(tail, first):
            if end < last:
                ended.append((begun, end, value))
            elif begun <= last:
                running[value] = begun
        self._ended.append(ended)
        self._running.append(running)
        self._come += ended

    def know(self, version: int, tail: Iterable[Stretch], first: date) -> None:
        """Take the stretches that hold from a day on for ever; from this version on all that is known."""
        self._ahead = self._continued(tail, first)
        self._ledger.know(version, gone=self._gone, come=[*self._come, *self._ahead])
        self._gone, self._come = [], []

    def _continued(self, tail: Iterable[Stretch], first: date) -> list[Stretch]:
        """Return the stretches from a day on, each from where it began, and those that ended before it."""
        before = self._running[-1].copy()
        found = [
            (before.pop(value, start) if start == first else start, end, value) for start, end, value in tail
        ]
        left = [(begun, first - DAY, value) for value, begun in before.items()]
        if len(left) > 1:  # in an order that does not depend on how this track came about
            left.sort(key=lambda stretch: (stretch[0], msgpack.encode(self._values.values[stretch[2]])))
        return found + left

    def rows(self) -> tuple[Row[H], ...]:
        """Return the rows, oldest knowledge first."""
        return self._ledger.rows(self._values.values)
