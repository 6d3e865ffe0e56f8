"""Notices against a plain loop over days: what was told, taken back, settled, and which version did it."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from domain.policy import DEFAULT
from projections.notices import Notice, Step, Telling, Told, reconciled
from projections.rows.resident import IncrementalFold
from tests.naive.notices import Office
from tests.spec import recorded
from tests.strategies import Event, life_of, untidy

DAY = timedelta(days=1)


class Desk:
    """The service as far as it decides: the rows of a resident, and a log of notices in memory."""

    def __init__(self, telling: Telling) -> None:
        self.telling = telling
        self.told: dict[Notice, Told] = {}
        self.last: dict[Notice, Step] = {}
        self.fold = IncrementalFold(DEFAULT)

    def record(self, stream: list[Event]) -> None:
        self.fold.take(recorded(stream))

    def restart(self, stream: list[Event]) -> None:
        self.fold = IncrementalFold(DEFAULT)
        self.record(stream)

    def look(self, day: date) -> None:
        for step in self.steps(day):
            before = self.told.get(step.notice)
            version = self.fold.rows().version
            told = before or Told(notice=step.notice, told_on=day, rests_on_version=version, state=step.state)
            told_on = told.told_on if step.state == "withdrawn" else min(told.told_on, day)
            self.told[step.notice] = msgspec.structs.replace(told, state=step.state, told_on=told_on)
            self.last[step.notice] = step
        assert self.steps(day) == [], "asked again, there is nothing to do"

    def steps(self, day: date) -> list[Step]:
        rows = self.fold.rows()
        return reconciled(rows.duties, self.told, day=day, version=rows.version, telling=self.telling)

    def acknowledge(self, notice: Notice) -> None:
        told = self.told[notice]
        state = "acknowledged" if told.state == "raised" else told.state
        self.told[notice] = msgspec.structs.replace(told, state=state, acknowledged=True)

    def words(self) -> list[dict[str, Any]]:
        return [
            {
                "rule": n.rule,
                "trigger": n.trigger,
                "subject": None if n.subject is None else msgspec.to_builtins(n.subject),
                "due_on": n.due_on,
                "stage": n.stage,
                "told_on": t.told_on,
                "rests_on": t.rests_on_version,
                "state": t.state,
                "acknowledged": t.acknowledged,
                "reason": self.last[n].reason,
                "cause": self.last[n].cause,
            }
            for n, t in self.told.items()
        ]


def days_recorded(draw: random.Random, life: list[Event]) -> list[date]:
    """When each event came to the desk: on its day or later, none before the one recorded before it."""
    found: list[date] = []
    for event in life:
        said = [event["occurred_on"], event.get("replacement", event)["occurred_on"]]
        late = draw.choice([0] * 6 + [1, 3, 10, 40])
        day = max(date.fromisoformat(s) for s in said) + timedelta(days=late)
        found.append(max([day, *found[-1:]]))
    return found


def a_year(number: int) -> Iterator[tuple[Office, Desk, date]]:
    """Live a year of one resident at both desks; yield after each time they have looked at the file."""
    draw = random.Random(number)
    seeds = [draw.randrange(2**32) for _ in range(draw.choice([4, 8, 12, 20]))]
    life = (untidy if draw.random() < 0.5 else life_of)(seeds)
    recorded_on = days_recorded(draw, life)
    first = recorded_on[draw.randrange(len(life) // 2 + 1)] + timedelta(days=draw.choice([0, 0, 5, 40]))
    last = first + timedelta(days=365)
    telling = Telling(advisory=draw.random() < 0.3)
    if draw.random() < 0.2:
        telling = Telling(stages=tuple(sorted(draw.sample(range(-60, 60), 4))))
    office, desk = Office(first, last, telling.stages, telling.advisory), Desk(telling)
    version, day, asleep = 0, first, 0
    while day <= last:
        asleep = asleep - 1 if asleep else draw.choice([0] * 60 + [1, 3, 7, 30])
        if not asleep and version:
            if draw.random() < 0.01:  # the clock is ahead for once
                yield from looked(office, desk, min(last, day + draw.choice([1, 20, 200]) * DAY))
            yield from looked(office, desk, day)
        while version < len(life) and recorded_on[version] <= day:
            version += 1
            office.record(life[:version], day)
            desk.record(life[:version])
            if not asleep and draw.random() < 0.8:
                yield from looked(office, desk, day)
        if office.notices and draw.random() < 0.02:
            n = draw.randrange(len(office.notices))
            office.acknowledge(n)
            desk.acknowledge(notice_of(desk, office.notices[n]))
        if version and draw.random() < 0.01:
            desk.restart(life[:version])
        day += DAY


def looked(office: Office, desk: Desk, day: date) -> Iterator[tuple[Office, Desk, date]]:
    office.look(day)
    desk.look(day)
    yield office, desk, day


def notice_of(desk: Desk, wanted: dict[str, Any]) -> Notice:
    keys = ("rule", "trigger", "subject", "due_on", "stage")
    (found,) = (
        n for n, w in zip(desk.told, desk.words(), strict=True) if all(w[k] == wanted[k] for k in keys)
    )
    return found


def in_order(notices: list[dict[str, Any]]) -> list[str]:
    return sorted(
        repr(sorted({**n, "subject": sorted((n["subject"] or {}).items())}.items())) for n in notices
    )


def assert_same_year(number: int) -> None:
    for office, desk, day in a_year(number):
        assert in_order(desk.words()) == in_order(office.notices), f"year {number}, on {day}"


@pytest.mark.parametrize("tens", range(6))
def test_every_notice_is_that_of_a_plain_loop_over_days(tens: int) -> None:
    for number in range(tens * 10, tens * 10 + 10):
        assert_same_year(number)


@pytest.mark.torture
@pytest.mark.parametrize("hundreds", range(50))
def test_so_it_is_for_five_thousand_residents(hundreds: int) -> None:
    for number in range(100 + hundreds * 100, 200 + hundreds * 100):
        assert_same_year(number)
