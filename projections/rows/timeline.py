"""Timelines: on which days each value of one kind holds, as the last version knows it.

The timeline of a value is the sequence of its valid stretches: in order, neither overlapping nor touching.
Together the timelines of a kind say what the current rows of its table say. They are there to be changed:
when an event changes some days, only what held or holds on those days is cut out and joined anew, and the
difference goes into the table (`projections.rows.table`).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from itertools import chain
from operator import itemgetter
from typing import Generic, TypeVar

from msgspec import Struct, msgpack

from projections.rows.row import ALWAYS, DAY, FOREVER, Row
from projections.rows.table import Stretch, Table

H = TypeVar("H", bound=Hashable)
V = TypeVar("V")

Timeline = list[Stretch]
"""The valid stretches of one value."""


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

    `_shown_in` has, for each segment, what was shown in it: whose values may hold on some of its days.
    """

    def __init__(self) -> None:
        self.table = Table[H]()
        self.number = self.table.values.number
        self._timelines: dict[int, Timeline] = {}
        self._shown_in: list[Sequence[Stretch]] = [()]
        self._superseded: list[Stretch] = []
        self._added: list[Stretch] = []

    def resume(self, current: Sequence[Row[H]], count: int, segments: Sequence[date]) -> None:
        """Begin with the current rows of a table that has had `count`; `segments` are the days they begin."""
        shown_in: list[list[Stretch]] = [[] for _ in segments]
        for stretch in sorted(self.table.resume(current, count)):
            valid_from, valid_to, value = stretch
            self._timelines.setdefault(value, []).append(stretch)
            for n in range(bisect_right(segments, valid_from) - 1, bisect_right(segments, valid_to)):
                shown_in[n].append(stretch)
        self._shown_in = list(shown_in)

    @property
    def changed(self) -> bool:
        """Whether there are changes that no version has been given for yet."""
        return bool(self._superseded or self._added)

    def replace(self, changed: ChangedSegments, shown: Sequence[Sequence[Stretch]]) -> None:
        """Let other values hold in changed segments: in each what is shown from its first day on.

        What is shown after the segment is passed over.
        """
        fresh: dict[int, Timeline] = {}
        shown_in: list[Sequence[Stretch]] = []
        for end, stretches in zip(changed.valid_to, shown, strict=True):
            within = stretches if end == FOREVER else _until(end, stretches)
            for stretch in within:
                value = stretch[2]
                if value in fresh:
                    _append(fresh[value], stretch)
                else:
                    fresh[value] = [stretch]
            shown_in.append(within)
        timelines, valid_from = self._timelines, changed.valid_from
        for value, new in fresh.items():
            timeline = timelines.get(value)
            if timeline is None:
                timelines[value] = new
                self._added += new
            elif not _goes_on(timeline, valid_from, new):
                self._exchange_days(changed, timeline, new)
        for stretches in self._shown_in[changed.begin : changed.end]:
            for _, _, value in stretches:
                if value not in fresh and _reaches(timelines[value], valid_from):
                    self._exchange_days(changed, timelines[value], ())
        self._shown_in[changed.replaced : changed.end] = shown_in

    def _exchange_days(self, changed: ChangedSegments, timeline: Timeline, new: Sequence[Stretch]) -> None:
        """Let the value of a timeline hold in changed segments on new stretches alone."""
        low, high = _touching(timeline, changed.valid_from, changed.valid_to[-1])
        old = timeline[low:high]
        joined = _joined(old, changed.valid_from, changed.valid_to[-1], new)
        if old != joined:
            timeline[low:high] = joined
            self._superseded += old
            self._added += joined

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
            if len(set(map(_days, added))) == len(added):
                added.sort()
            else:
                added.sort(key=lambda s: (s[0], s[1], msgpack.encode(values[s[2]])))
        self.table.supersede(version, self._superseded, added)
        self._superseded, self._added = [], []

    def end(self, version: int) -> None:
        """Let all that holds be known no longer from this version on."""
        self.table.end(version)
        self._timelines.clear()
        self._shown_in = [()] * len(self._shown_in)

    def over_time(self, part: Callable[[H], V]) -> list[tuple[date, date, V]]:
        """Return a part of the values that hold, with first and last day (inclusive), in order of days."""
        values = self.table.values.by_number
        found: list[tuple[date, date, V]] = []
        for valid_from, valid_to, value in sorted(chain.from_iterable(self._timelines.values())):
            shown = part(values[value])
            if found and found[-1][2] == shown:
                found[-1] = found[-1][0], valid_to, shown
            else:
                found.append((valid_from, valid_to, shown))
        return found


_valid_from, _valid_to, _days = itemgetter(0), itemgetter(1), itemgetter(0, 1)


def _until(day: date, stretches: Sequence[Stretch]) -> list[Stretch]:
    """Return stretches up to a day."""
    return [(first, min(last, day), value) for first, last, value in stretches if first <= day]


def _goes_on(timeline: Timeline, day: date, fresh: Timeline) -> bool:
    """Whether a value that held for ever, from the day or before, still holds from the day on: most do."""
    if not timeline:
        return False
    (began_on, ended_on, _), (valid_from, valid_to, _) = timeline[-1], fresh[0]
    return ended_on == valid_to == FOREVER and began_on <= day == valid_from


def _joined(old: Timeline, valid_from: date, valid_to: date, fresh: Sequence[Stretch]) -> Timeline:
    """Return stretches that share some days, or touch them, with fresh ones on those days instead."""
    joined: Timeline = []
    if old and old[0][0] < valid_from:
        began_on, ended_on, value = old[0]
        joined.append(old[0] if ended_on < valid_from else (began_on, valid_from - DAY, value))
    for stretch in fresh:
        _append(joined, stretch)
    if old and old[-1][1] > valid_to:
        began_on, ended_on, value = old[-1]
        _append(joined, (max(began_on, valid_to + DAY), ended_on, value))
    return joined


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


def _append(timeline: Timeline, stretch: Stretch) -> None:
    """Put a stretch after the others, as one with the last of them when they touch."""
    if timeline and timeline[-1][1] >= stretch[0] - DAY:
        timeline[-1] = timeline[-1][0], stretch[1], stretch[2]
    else:
        timeline.append(stretch)
