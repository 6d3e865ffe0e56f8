"""Stretches of days on which something was so, and which of them are known after which version.

A value stands for what was so. What is recorded changes the days from its own on, and often not all of them:
of the stretches only those that reach such days are looked at.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from itertools import chain, pairwise
from operator import itemgetter
from typing import Generic, TypeVar

from msgspec import Struct, msgpack

from projections.rows.row import ALWAYS, DAY, FOREVER, Row

H = TypeVar("H", bound=Hashable)
V = TypeVar("V")
Stretch = tuple[date, date, int]
"""First day, last day (inclusive) and the number of an interned value."""
Run = tuple[date, date]
"""First and last day (inclusive) on which one value held."""


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

    def resume(self, rows: Sequence[Row[H]], count: int, number: Callable[[H], int]) -> list[Stretch]:
        """Go on where another ledger of so many entries was, with some still known; return these."""
        stretches = [(row.valid_from, row.valid_to, number(row.value)) for row in rows]
        for row, stretch in zip(rows, stretches, strict=True):
            self._known[stretch] = row.number
            self._entries[row.number] = stretch, row.known_from
        self.count = count
        return stretches

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
                valid_from=first,
                valid_to=last,
                value=values[value],
            )
            for number, ((first, last, value), version) in sorted(self._entries.items())
        )


class Where(Struct, frozen=True, kw_only=True):
    """Days on which something may hold otherwise: from a first one on, in parts, with the last day of each.

    A track is divided into parts by the days with facts. Of those it has, the ones from `begin` to before
    `end` reach these days; the new ones take the place of those from `kept` on.
    """

    first: date
    untils: Sequence[date]
    begin: int
    kept: int
    end: int


class Track(Generic[H]):
    """One kind of rows: for each value the runs of days on which it held, as now known.

    `_present` names, for each part from one day with facts to before the next, the values that may hold then.
    `_gone` and `_come` wait for the next version.
    """

    def __init__(self) -> None:
        self._values = Interned[H]()
        self._ledger = Ledger()
        self._runs: dict[int, list[Run]] = {}
        self._present: list[Sequence[int]] = [()]
        self._gone: list[Stretch] = []
        self._come: list[Stretch] = []

    def number(self, value: H) -> int:
        """Return the number by which stretches name a value."""
        return self._values.number(value)

    @property
    def count(self) -> int:
        """How many rows there are, those of a track that this one went on from among them."""
        return self._ledger.count

    def resume(self, rows: Sequence[Row[H]], count: int, days: Sequence[date]) -> None:
        """Begin where another track of so many rows was, with those still known and its days with facts."""
        present: list[list[int]] = [[] for _ in days]
        for first, last, value in sorted(self._ledger.resume(rows, count, self.number)):
            self._runs.setdefault(value, []).append((first, last))
            for n in range(bisect_right(days, first) - 1, bisect_right(days, last)):
                present[n].append(value)
        self._present = list(present)

    def resume_apart(self, rows: Sequence[Row[H]]) -> list[Stretch]:
        """Begin with other rows still known, which are exchanged; return their stretches."""
        return self._ledger.resume(rows, self._ledger.count, self.number)

    def shown(self, of: Callable[[H], V]) -> list[tuple[date, date, V]]:
        """Return what the values hold of something, with first and last day (inclusive), in order of days."""
        values, found = self._values.values, list[tuple[date, date, V]]()
        for first, last, value in sorted((*run, value) for value, runs in self._runs.items() for run in runs):
            shown = of(values[value])
            if found and found[-1][2] == shown:
                first = found.pop()[0]  # noqa: PLW2901 - it goes on from there
            found.append((first, last, shown))
        return found

    @property
    def changed(self) -> bool:
        """Whether something has been taken in that is not known yet."""
        return bool(self._gone or self._come)

    def replace(self, where: Where, tails: Sequence[Sequence[Stretch]]) -> None:
        """Let other values hold on some days, as a tail says for each part of them.

        What it says of days after its part is passed over.
        """
        fresh: dict[int, list[Run]] = {}
        present: list[Sequence[int]] = []
        for until, tail in zip(where.untils, tails, strict=True):
            held = tail if until == FOREVER else [s for s in tail if s[0] <= until]
            for first, last, value in held:
                run = first, min(last, until)
                if value in fresh:
                    _append(fresh[value], *run)
                else:
                    fresh[value] = [run]
            present.append([value for _, _, value in held])
        first, last = where.first, where.untils[-1]
        for value in {*fresh, *chain.from_iterable(self._present[where.begin : where.end])}:
            new, runs = fresh.get(value, ()), self._runs.get(value)
            if runs is None:
                self._runs[value] = [*new]
                self._come += [(a, b, value) for a, b in new]
            elif not (
                new and runs and runs[-1][1] == new[0][1] == FOREVER and runs[-1][0] <= first == new[0][0]
            ):
                self._splice(value, first, last, new)
        self._present[where.kept : where.end] = present

    def _splice(self, value: int, first: date, last: date, fresh: Sequence[Run]) -> None:
        """Let a value hold in these runs of the days from a first through a last, and elsewhere as before."""
        runs = self._runs[value]
        low, high = _touching(runs, first, last)
        old, new = runs[low:high], list[Run]()
        if old and old[0][0] < first:
            _append(new, old[0][0], min(old[0][1], first - DAY))
        for run in fresh:
            _append(new, *run)
        if old and old[-1][1] > last:
            _append(new, max(old[-1][0], last + DAY), old[-1][1])
        if old != new:
            runs[low:high] = new
            self._gone += [(a, b, value) for a, b in old]
            self._come += [(a, b, value) for a, b in new]

    def exchange(self, gone: Iterable[Stretch], come: Iterable[Stretch]) -> None:
        """Let some stretches be known in the place of others; nothing else holds on their days."""
        self._gone += gone
        self._come += come

    def know(self, version: int) -> None:
        """Take it that from this version on all that has been taken in is known."""
        come = self._come
        if len(come) > 1:  # in an order that does not depend on how this track came about
            values = self._values.values
            come.sort()
            if any(a[:2] == b[:2] for a, b in pairwise(come)):
                come.sort(key=lambda stretch: (stretch[0], stretch[1], msgpack.encode(values[stretch[2]])))
        self._ledger.know(version, gone=self._gone, come=come)
        self._gone, self._come = [], []

    def rows(self) -> tuple[Row[H], ...]:
        """Return the rows, oldest knowledge first."""
        return self._ledger.rows(self._values.values)


_begin, _end = itemgetter(0), itemgetter(1)


def _touching(runs: Sequence[Run], first: date, last: date) -> tuple[int, int]:
    """Return which of some runs share days with those from a first through a last one, or touch them."""
    low, eve = len(runs), first - DAY if first > ALWAYS else ALWAYS
    if last == FOREVER:  # few are later: looking at them is quicker
        while low and runs[low - 1][1] >= eve:
            low -= 1
        return low, len(runs)
    return bisect_left(runs, eve, key=_end), bisect_right(runs, last + DAY, key=_begin)


def _append(runs: list[Run], first: date, last: date) -> None:
    """Put a run after others, as one with the last of them when they touch."""
    if runs and runs[-1][1] >= first - DAY:
        runs[-1] = runs[-1][0], last
    else:
        runs.append((first, last))
