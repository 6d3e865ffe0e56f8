"""By how much rows change the numbers of duties, day by day: what summaries add up."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from domain.duties.duty import Duty
from projections.rows.resident import ResidentRows
from projections.rows.row import DAY, FOREVER, PlacedDuty, Row

Grain = bytes
StateKey = tuple[Grain, date, str, str]
WeekKey = tuple[Grain, date, date]


class Changes:
    """Sums by grain and day: of states by rule, of weeks in which duties fall due."""

    def __init__(self) -> None:
        self.states: Counter[StateKey] = Counter()
        self.weeks: Counter[WeekKey] = Counter()

    def note(self, r: ResidentRows, after: int) -> None:
        """Take in what became known after a version, and what ceased to be known."""
        for row in r.duties:
            if row.known_from > after:
                if row.known_to is None:
                    self._count(row, 1)
            elif row.known_to is not None and row.known_to > after:
                self._count(row, -1)

    def _count(self, row: Row[PlacedDuty], n: int) -> None:
        duty = row.value.duty
        for state, first, last in states(duty, row.valid_from, row.valid_to):
            for grain, day, sign in _ends(first, last):
                self.states[grain, day, duty.rule, state] += sign * n
        if (due_on := _falls_due(duty, row)) is not None:
            week = due_on - timedelta(days=due_on.weekday())
            for grain, day, sign in _ends(row.valid_from, min(row.valid_to, due_on)):
                self.weeks[grain, day, week] += sign * n


def _falls_due(duty: Duty, row: Row[PlacedDuty]) -> date | None:
    """Return the last day of a duty that has one, while it is neither settled nor past."""
    live = duty.settled_on is duty.cancelled_on is duty.failed_on is None
    if not live or duty.due_on is None or duty.due_on < row.valid_from or duty.due_on == FOREVER:
        return None
    return duty.due_on


def states(duty: Duty, valid_from: date, valid_to: date) -> Iterator[tuple[str, date, date]]:
    """Yield pending, open, overdue with the first and last day of each within a stretch."""
    if duty.settled_on is not None or duty.cancelled_on is not None or duty.failed_on is not None:
        if duty.state(valid_from) == "overdue":
            yield "overdue", valid_from, valid_to
        return
    opens_on, due_on = duty.opens_on or FOREVER, duty.due_on or FOREVER
    spans = [
        ("open", opens_on, due_on),
        ("overdue", FOREVER if due_on == FOREVER else max(opens_on, due_on + DAY), valid_to),
    ]
    if opens_on > valid_from:
        spans.append(("pending", valid_from, valid_to if opens_on == FOREVER else opens_on - DAY))
    for state, start, end in spans:
        first, last = max(start, valid_from), min(end, valid_to)
        if first <= last and first < FOREVER:
            yield state, first, last


def _ends(first: date, last: date) -> Iterable[tuple[Grain, date, int]]:
    """Return that one comes on the first day and goes on the day after the last, by day and by year."""
    yield b"d", first, 1
    yield b"y", date(first.year, 1, 1), 1
    if last < FOREVER:
        gone = last + DAY
        yield b"d", gone, -1
        yield b"y", date(gone.year, 1, 1), -1
