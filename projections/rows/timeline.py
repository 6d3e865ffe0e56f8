"""Timelines: on which days each value of one kind holds, as the last version knows it.

The timeline of a value is the sequence of its valid stretches: in order, neither overlapping nor touching.
Together the timelines of a kind say what the current rows of its table say. They are there to be changed:
when an event changes some days, only what held or holds on those days is cut out and joined anew, and the
difference goes into the table (`projections.rows.table`).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from operator import itemgetter
from typing import Generic, TypeVar

from msgspec import Struct, msgpack

from projections.rows.row import ALWAYS, DAY, FOREVER, Row
from projections.rows.table import Stretch, Table

H = TypeVar("H", bound=Hashable)
V = TypeVar("V")

Timeline = list[tuple[date, date]]
"""The valid stretches of one value: `valid_from` and `valid_to` (inclusive) of each."""


class ChangedSegments(Struct, frozen=True, kw_only=True):
    """Some segments that an event changes: days from `valid_from` to the last of `valid_to`, inclusive.

    `valid_to` are the last days of the segments as they are now. Of those before the event, the ones from
    `begin` to before `end` share days with them, and the ones from `replaced` on are gone: that is one less
    where the first of them began earlier, and is only shorter now.
    """

    valid_from: date
    valid_to: Sequence[date]
    begin: int
    replaced: int
    end: int


class Timelines(Generic[H]):
    """The timelines of one kind of values, and the table into which their changes go.

    `_values_in` names, for each segment, the values that may hold on some of its days: where to look first.
    """

    def __init__(self) -> None:
        self.table = Table[H]()
        self.number = self.table.values.number
        self._timelines: dict[int, Timeline] = {}
        self._values_in: list[Sequence[int]] = [()]
        self._superseded: list[Stretch] = []
        self._added: list[Stretch] = []

    def resume(self, current: Sequence[Row[H]], count: int, segments: Sequence[date]) -> None:
        """Begin with the current rows of a table that has had `count`; `segments` are the days they begin."""
        values_in: list[list[int]] = [[] for _ in segments]
        for valid_from, valid_to, value in sorted(self.table.resume(current, count)):
            self._timelines.setdefault(value, []).append((valid_from, valid_to))
            for n in range(bisect_right(segments, valid_from) - 1, bisect_right(segments, valid_to)):
                values_in[n].append(value)
        self._values_in = list(values_in)

    @property
    def changed(self) -> bool:
        """Whether there are changes that no version has been given for yet."""
        return bool(self._superseded or self._added)

    def replace(self, changed: ChangedSegments, shown: Sequence[Sequence[Stretch]]) -> None:
        """Let other values hold in changed segments: in each what is shown from its first day on.

        What is shown after the segment is passed over.
        """
        fresh: dict[int, Timeline] = {}
        values_in: list[Sequence[int]] = []
        for end, stretches in zip(changed.valid_to, shown, strict=True):
            within = stretches if end == FOREVER else _until(end, stretches)
            for valid_from, valid_to, value in within:
                if value in fresh:
                    _append(fresh[value], valid_from, valid_to)
                else:
                    fresh[value] = [(valid_from, valid_to)]
            values_in.append([value for _, _, value in within])
        for value, new in fresh.items():
            timeline = self._timelines.get(value)
            if timeline is None:
                self._timelines[value] = new
                self._added += [(*stretch, value) for stretch in new]
            elif not _goes_on(timeline, changed.valid_from, new):
                self._exchange_days(changed, value, new)
        for values in self._values_in[changed.begin : changed.end]:
            for value in values:
                if value not in fresh and _reaches(self._timelines[value], changed.valid_from):
                    self._exchange_days(changed, value, ())
        self._values_in[changed.replaced : changed.end] = values_in

    def _exchange_days(self, changed: ChangedSegments, value: int, new: Sequence[tuple[date, date]]) -> None:
        """Let a value hold in changed segments on new stretches alone."""
        days = changed.valid_from, changed.valid_to[-1]
        went, came = _cut_and_join(self._timelines[value], *days, new)
        self._superseded += [(*stretch, value) for stretch in went]
        self._added += [(*stretch, value) for stretch in came]

    def exchange(self, superseded: Iterable[Stretch], added: Iterable[Stretch]) -> None:
        """Take stretches that are in no timeline here, known in the place of others."""
        self._superseded += superseded
        self._added += added

    def commit(self, version: int) -> None:
        """Put what has changed into the table: known from this version on."""
        added = self._added
        if not (added or self._superseded):
            return
        if len(added) > 1:  # rows are numbered in an order that does not depend on how the fold came about
            values = self.table.values.by_number
            if len({stretch[:2] for stretch in added}) == len(added):
                added.sort()
            else:
                added.sort(key=lambda s: (s[0], s[1], msgpack.encode(values[s[2]])))
        self.table.supersede(version, self._superseded, added)
        self._superseded, self._added = [], []

    def over_time(self, part: Callable[[H], V]) -> list[tuple[date, date, V]]:
        """Return a part of the values that hold, with first and last day (inclusive), in order of days."""
        values, found = self.table.values.by_number, list[tuple[date, date, V]]()
        stretches = ((*s, value) for value, timeline in self._timelines.items() for s in timeline)
        for valid_from, valid_to, value in sorted(stretches):
            shown = part(values[value])
            if found and found[-1][2] == shown:
                found[-1] = found[-1][0], valid_to, shown
            else:
                found.append((valid_from, valid_to, shown))
        return found


_valid_from, _valid_to = itemgetter(0), itemgetter(1)


def _until(day: date, stretches: Sequence[Stretch]) -> list[Stretch]:
    """Return stretches up to a day."""
    return [(first, min(last, day), value) for first, last, value in stretches if first <= day]


def _goes_on(timeline: Timeline, day: date, fresh: Timeline) -> bool:
    """Whether a value that held for ever, from the day or before, still holds from the day on: most do."""
    if not timeline:
        return False
    (began_on, ended_on), (valid_from, valid_to) = timeline[-1], fresh[0]
    return ended_on == valid_to == FOREVER and began_on <= day == valid_from


def _cut_and_join(
    timeline: Timeline, valid_from: date, valid_to: date, fresh: Sequence[tuple[date, date]]
) -> tuple[Timeline, Timeline]:
    """Put fresh stretches in the place of some days of a timeline; return which stretches went and came."""
    low, high = _touching(timeline, valid_from, valid_to)
    old = timeline[low:high]
    new: Timeline = []
    if old and old[0][0] < valid_from:
        _append(new, old[0][0], min(old[0][1], valid_from - DAY))
    for stretch in fresh:
        _append(new, *stretch)
    if old and old[-1][1] > valid_to:
        _append(new, max(old[-1][0], valid_to + DAY), old[-1][1])
    if old == new:
        return [], []
    timeline[low:high] = new
    return old, new


def _reaches(timeline: Timeline, day: date) -> bool:
    """Whether a value holds on a day or after it."""
    return bool(timeline) and timeline[-1][1] >= day


def _touching(timeline: Timeline, valid_from: date, valid_to: date) -> tuple[int, int]:
    """Return from where to before where the stretches of a timeline share such days, or touch them."""
    low, eve = len(timeline), valid_from - DAY if valid_from > ALWAYS else ALWAYS
    if valid_to == FOREVER:  # few are later: looking at them is quicker
        while low and timeline[low - 1][1] >= eve:
            low -= 1
        return low, len(timeline)
    return bisect_left(timeline, eve, key=_valid_to), bisect_right(timeline, valid_to + DAY, key=_valid_from)


def _append(timeline: Timeline, valid_from: date, valid_to: date) -> None:
    """Put a stretch after the others, as one with the last of them when they touch."""
    if timeline and timeline[-1][1] >= valid_from - DAY:
        timeline[-1] = timeline[-1][0], valid_to
    else:
        timeline.append((valid_from, valid_to))
