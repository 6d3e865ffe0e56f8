"""Duties to notify an address: who moves often has many of them, and each shows by itself.

Such a duty begins with a move, is settled by the first notice from then on, and cancelled by the end of the
stay; facts of later days do not change how it showed before. So one case, that of all facts, says of each of
them how it shows on all days; and an event changes only those whose move or notice it is.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from datetime import date
from operator import attrgetter
from typing import Any, Final, TypeVar

from msgspec import Struct

from domain.duties.families import ADDRESS, duties
from domain.events.types import BirthDay
from domain.law.address import ADR_1, ADR_2, ADR_3, SPR_1
from domain.spans.case import Case
from domain.spans.parts import Fact, Settling
from projections.open_obligations import over_time
from projections.rows.row import ALWAYS, DAY, FOREVER, PlacedDuty
from projections.rows.table import Stretch

RULES: Final = frozenset(rule.id for rule in (ADR_1, ADR_2, ADR_3, SPR_1))
"""Rules whose duties concern the place moved into, wherever the resident is since."""

D = TypeVar("D", Settling, Fact)
Exchanged = tuple[list[Stretch], list[Stretch]]
"""Stretches that are superseded, and those known in their place."""


class Surroundings(Struct, frozen=True):
    """What the rows of all these duties show or depend on besides, each with first and last day (inclusive).

    The date of birth, and the municipality that is shown with a duty.
    """

    births: Sequence[tuple[date, date, BirthDay]]
    places: Sequence[tuple[date, date, str | None]]


class AddressDuties:
    """The duties of one resident to notify an address, as the last version knows them.

    `number` returns the number of a duty with a place, by which a stretch names it. It must not lead back to
    whoever has these duties: a cycle would stay in memory where the collector is off. `_by_move` has the
    stretches of each duty under the version of its move.
    """

    def __init__(self, number: Callable[[PlacedDuty], int]) -> None:
        self._number = number
        self._moves: list[Settling] = []
        self._notices: list[Fact] = []
        self._by_move: dict[int, list[Stretch]] = {}
        self._case: Case | None = None
        self._depend_on: Any = None

    @property
    def complete(self) -> bool:
        """Whether all facts have been seen; if not, the next case must be that of all facts."""
        return self._case is not None

    def resume(self, current: Iterable[tuple[int, Stretch]]) -> None:
        """Begin with the stretches of current rows, in order, each with the version of its move."""
        for version, stretch in current:
            self._by_move.setdefault(version, []).append(stretch)

    def update(self, case: Case, valid_from: date, valid_to: date, surroundings: Surroundings) -> Exchanged:
        """Take the moves and notices of some days (inclusive) from the case at their end.

        The last day is `FOREVER` when that is the case of all facts.
        """
        stale: set[int] = set() if self.complete else set(self._by_move)
        valid_from = valid_from if self.complete else ALWAYS
        if valid_to == FOREVER:
            self._case = case
        assert self._case is not None
        depend_on = [(stay.ended, stay.ended_by_time) for stay in self._case.stays], surroundings
        if depend_on == self._depend_on and self._all_before(valid_from, case):
            return [], []
        stale |= {move.fact.version for move in _exchange(self._moves, case.settlings, valid_from, valid_to)}
        noticed = _exchange(self._notices, case.address_notices, valid_from, valid_to)
        since = valid_from
        if noticed != _within(self._notices, valid_from, valid_to):
            since = self._first_unanswered(valid_from)
        if depend_on != self._depend_on:
            since, valid_to, self._depend_on = ALWAYS, FOREVER, depend_on
        shown = self._shown(self._case, _within(self._moves, since, valid_to), surroundings)
        return self._exchanged({**{version: [] for version in stale}, **shown})

    def _all_before(self, day: date, case: Case) -> bool:
        """Whether all moves and notices, those of the case among them, lie before a day."""
        return (
            _before(day, case.settlings)
            and _before(day, case.address_notices)
            and _before(day, self._moves)
            and _before(day, self._notices)
        )

    def _exchanged(self, by_move: Mapping[int, list[Stretch]]) -> Exchanged:
        """Keep the stretches of some moves in the place of those before; return what differs."""
        superseded: list[Stretch] = []
        added: list[Stretch] = []
        for version, stretches in by_move.items():
            before = self._by_move.get(version, [])
            if stretches != before:
                superseded += before
                added += stretches
                self._by_move[version] = stretches
        return superseded, added

    def _first_unanswered(self, day: date) -> date:
        """Return the first day whose moves no notice of a day before this one answers."""
        n = bisect_left(self._notices, day, key=_on)
        return self._notices[n - 1].on + DAY if n else ALWAYS

    def _shown(
        self, case: Case, moves: Sequence[Settling], surroundings: Surroundings
    ) -> dict[int, list[Stretch]]:
        """Return how the duties that come of some moves show, each under the version of its move."""
        by_move: dict[int, list[Stretch]] = {move.fact.version: [] for move in moves}
        for since, until, born in surroundings.births if moves else ():
            about = copy(case)
            about.settlings, about.address_notices = [*moves], self._notices
            about.now_born(born)
            for duty in duties(about, ADDRESS):
                for valid_from, valid_to, seen in over_time(duty, since):
                    for first, last, place in surroundings.places:
                        if last < valid_from or first > valid_to:
                            continue
                        a, b = max(valid_from, first), min(valid_to, last, until)
                        if a <= b:
                            _append(by_move[duty.trigger], a, b, self._number(PlacedDuty(seen, place)))
        return by_move


def _append(stretches: list[Stretch], valid_from: date, valid_to: date, value: int) -> None:
    """Put a stretch after others, as one with the last of them when they touch and show the same."""
    if stretches and stretches[-1][1:] == (valid_from - DAY, value):
        valid_from = stretches.pop()[0]
    stretches.append((valid_from, valid_to, value))


_on = attrgetter("on")


def _before(day: date, dated: Sequence[Settling | Fact]) -> bool:
    """Whether all of what is in order of days lies before a day."""
    return not dated or dated[-1].on < day


def _within(dated: Sequence[D], valid_from: date, valid_to: date) -> Sequence[D]:
    """Return those of some days (inclusive) of what is in order of days."""
    if _before(valid_from, dated):
        return []
    return dated[bisect_left(dated, valid_from, key=_on) : bisect_right(dated, valid_to, key=_on)]


def _exchange(old: list[D], new: Sequence[D], valid_from: date, valid_to: date) -> Sequence[D]:
    """Put the new ones of some days (inclusive) in the place of the old ones; return those."""
    before, after = _within(old, valid_from, valid_to), _within(new, valid_from, valid_to)
    if before or after:
        begin = bisect_left(old, valid_from, key=_on)
        old[begin : begin + len(before)] = after
    return before
