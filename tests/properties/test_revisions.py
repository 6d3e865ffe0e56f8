"""How often a duty has changed, as calendars count it: more whenever its last day moves."""

import random
from datetime import date, timedelta

import pytest

from domain.policy import DEFAULT
from projections.rows.resident import IncrementalFold
from projections.rows.row import PlacedDuty, Row
from tests.spec import recorded
from tests.strategies import life_of, untidy

Identity = tuple[object, ...]
Shown = dict[Identity, tuple[date | None, int]]


def shown(rows: tuple[Row[PlacedDuty], ...], version: int, day: date) -> Shown:
    """The last day of each duty that shows on a day, and how many rows of its rule there have been by then.

    What `lists/revisions.sql` counts.
    """
    known = [row for row in rows if row.known_from <= version and row.valid_from <= day]
    found: Shown = {}
    for row in known:
        if row.valid_to >= day and (row.known_to is None or row.known_to > version):
            duty = row.value.duty
            identity = duty.rule, duty.trigger, duty.subject
            assert identity not in found, "one row of a duty shows at a time"
            found[identity] = duty.due_on, sum(other.value.duty.rule == duty.rule for other in known)
    return found


def moves(number: int) -> int:
    """Live a life, look at its duties after each entry and some days between; return how many days moved."""
    draw = random.Random(number)
    seeds = [draw.randrange(2**32) for _ in range(draw.choice([4, 8, 12, 20]))]
    life = (untidy if draw.random() < 0.5 else life_of)(seeds)
    fold = IncrementalFold(DEFAULT)
    fold.take(recorded(life))
    rows, day, moved = fold.rows().duties, date.fromisoformat(life[0]["occurred_on"]), 0
    before: Shown = {}
    for version in sorted([*range(1, len(life) + 1)] * 3):
        now = shown(rows, version, day)
        for identity in before.keys() & now.keys():
            (due, count), (due_now, count_now) = before[identity], now[identity]
            assert count_now >= count
            assert due == due_now or count_now > count
            moved += due != due_now
        before, day = now, day + timedelta(days=draw.choice([0, 1, 10, 100]))
    return moved


def test_a_last_day_never_moves_without_its_count_growing() -> None:
    assert sum(map(moves, range(100))) > 5


@pytest.mark.torture
def test_so_it_is_for_many() -> None:
    assert sum(map(moves, range(100, 5000))) > 100
