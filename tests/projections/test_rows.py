"""Rows say for every day and every version what the folds say; a longer history only closes and adds rows."""

import gc
import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from domain.duties.duty import Duty
from domain.history import Recorded, effective
from domain.policy import DEFAULT
from projections import current_status
from projections import rows as description
from projections.rows import resident, segments
from projections.rows.address_duties import AddressDuties
from projections.rows.resident import CurrentRows, IncrementalFold, ResidentRows, rows_of
from projections.rows.row import BY_DWELLING, Dwelling, PlacedDuty, Row
from tests.domain.telling import engineer, place
from tests.over_time import obligations
from tests.spec import event, recorded
from tests.strategies import PLACES, Event, days_of_interest, life_of, restless, seeds_of_lives, untidy

MANY = 3
"""Dwellings after which somebody moves often; as many as in life would make for long tests."""


@pytest.fixture(autouse=True, scope="module")
def few_dwellings_are_many() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resident, "MANY_DWELLINGS", MANY)
        yield


def lives(most: int) -> st.SearchStrategy[list[Event]]:
    """Lives of those who move seldom and of those who move often, recorded in order or not."""
    seeds = st.lists(st.integers(0, 2**32 - 1), max_size=8)
    one = seeds_of_lives(most)
    return st.one_of(one.map(life_of), st.builds(restless, one.map(life_of), seeds), one.map(untidy))


def shown(owed: PlacedDuty, dwelt: Dwelling) -> Duty:
    """The duty of a row, as lists show it for a day with this dwelling."""
    assert owed.municipality_code in {BY_DWELLING, dwelt.municipality_code}
    if owed.duty.municipality_code == BY_DWELLING:
        return structs.replace(owed.duty, municipality_code=dwelt.municipality_code)
    return owed.duty


def covering(lines: Iterable[Row], on: date, version: int) -> list[Row]:  # type: ignore[type-arg]
    """The rows that hold on a day, as known after a version."""
    return [
        row
        for row in lines
        if row.valid_from <= on <= row.valid_to and row.known_from <= version < (row.known_to or version + 1)
    ]


def some_days(life: list[Event], choice: random.Random) -> list[date]:
    days = days_of_interest(life)
    return choice.sample(days, min(len(days), 12))


@settings(deadline=None, max_examples=40)
@given(lives(25), st.randoms())
def test_rows_are_what_the_folds_say(life: list[Event], choice: random.Random) -> None:
    history = recorded(life)
    made = rows_of(history, DEFAULT)
    for version in {len(history), *(choice.randrange(len(history)) + 1 for _ in range(3))}:
        facts = effective(history[:version])
        for on in some_days(life, choice):
            held = covering(made.duties, on, version)
            duties = obligations(facts, on, DEFAULT)
            [dwelt] = [row.value for row in covering(made.dwellings, on, version)]
            assert Counter(shown(row.value, dwelt) for row in held) == Counter(duties), (version, on)
            assert all(row.value.duty.state(row.valid_from) for row in held)
            [stood] = [row.value for row in covering(made.standings, on, version)]
            assert dwelt.municipality_code == stood.municipality_code
            assert not duties or (dwelt.begun_on is not None and dwelt.begun_on <= on)
            standing = current_status.on(facts, on, DEFAULT)
            assert (stood.name, stood.date_of_birth, stood.nationality, stood.stay) == (
                standing.name, standing.date_of_birth, standing.nationality, standing.stay,
            )  # fmt: skip
            assert stood.status == (standing.status and standing.status.code)
            if standing.address is not None:
                assert stood.municipality_code == standing.address.municipality_code


@settings(deadline=None, max_examples=40)
@given(lives(20))
def test_a_longer_history_closes_rows_and_adds_rows(life: list[Event]) -> None:
    history = recorded(life)
    whole = rows_of(history, DEFAULT)
    for version in range(1, len(history) + 1):
        made = rows_of(history[:version], DEFAULT)
        assert made.duties == as_known(whole.duties, version)
        assert made.standings == as_known(whole.standings, version)
        assert made.dwellings == as_known(whole.dwellings, version)
        assert made.terms == as_known(whole.terms, version)


@settings(deadline=None, max_examples=60)
@given(lives(20))
def test_a_fold_resumes_from_the_current_rows(life: list[Event]) -> None:
    history = recorded(life)
    whole = rows_of(history, DEFAULT)
    for version in range(1, len(history) + 1):
        fold = IncrementalFold.resumed(DEFAULT, history, still_known(rows_of(history[:version], DEFAULT)))
        fold.take(history)
        made = fold.rows()
        assert made.since == version
        assert made.counts == whole.counts
        assert made.duties == known_at_or_after(whole.duties, version)
        assert made.standings == known_at_or_after(whole.standings, version)
        assert made.dwellings == known_at_or_after(whole.dwellings, version)
        assert made.terms == known_at_or_after(whole.terms, version)


@settings(deadline=None, max_examples=60)
@given(lives(20))
def test_rows_are_the_same_when_every_later_day_is_folded_anew(life: list[Event]) -> None:
    history = recorded(life)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segments, "_next_move", lambda _facts, _n: None)
        patch.setattr(AddressDuties, "complete", False)
        anew = rows_of(history, DEFAULT)
    assert rows_of(history, DEFAULT) == anew


def still_known(made: ResidentRows) -> CurrentRows:
    return CurrentRows(
        version=made.version,
        counts=made.counts,
        duties=tuple(row for row in made.duties if row.known_to is None),
        standings=tuple(row for row in made.standings if row.known_to is None),
        dwellings=tuple(row for row in made.dwellings if row.known_to is None),
        terms=tuple(row for row in made.terms if row.known_to is None),
    )


def known_at_or_after(lines: Iterable[Row], version: int) -> tuple[Row, ...]:  # type: ignore[type-arg]
    return tuple(row for row in lines if row.known_to is None or row.known_to > version)


def as_known(lines: Iterable[Row], version: int) -> tuple[Row, ...]:  # type: ignore[type-arg]
    """The rows that a history up to a version would have made."""
    return tuple(
        Row(
            number=row.number,
            known_from=row.known_from,
            known_to=row.known_to if row.known_to is not None and row.known_to <= version else None,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            value=row.value,
        )
        for row in lines
        if row.known_from <= version
    )


@settings(deadline=None, max_examples=40)
@given(lives(20))
def test_rows_of_one_value_neither_overlap_nor_touch(life: list[Event]) -> None:
    made: ResidentRows = rows_of(recorded(life), DEFAULT)
    for lines in (made.duties, made.standings, made.dwellings):
        current = sorted(
            ((row.value, row.valid_from, row.valid_to) for row in lines if row.known_to is None),
            key=lambda found: found[1],
        )
        for n, (value, _, valid_to) in enumerate(current):
            for other, valid_from, _ in current[n + 1 :]:
                assert value != other or (valid_from - valid_to).days > 1


def test_a_fold_is_let_go_of_without_the_collector() -> None:
    """A rebuild runs without it: what holds on to itself would stay, some 45 kB for every resident."""
    history = recorded(engineer(event("Moved", "2025-09-05", address=place("01107"))))
    rows_of(history, DEFAULT)
    gc.collect()
    gc.disable()
    try:
        rows_of(history, DEFAULT)
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_the_example_in_the_description_of_rows_is_true() -> None:
    life = [
        *engineer()[:3],
        event("Settled", "2026-04-10", address=place("01101")),
        event("Moved", "2026-06-01", address=place("13104")),
        event("Moved", "2026-05-01", address=place("27127")),
    ]
    made = [rows_of(recorded(life[:version]), DEFAULT).dwellings[4:] for version in (5, 6)]
    written = [
        f"{r.number} {r.known_from} {r.known_to} {r.valid_from} {r.valid_to} {r.value.municipality_code}"
        for r in (*made[0], *made[1])
    ]
    lines = [" ".join(line.split()) for line in (description.__doc__ or "").splitlines()]
    assert [line for line in lines if re.match(r"\d+ \d", line)] == written


def moves(count: int, *, back_dated: bool) -> list[Event]:
    """So many moves, each into another municipality, on later days or on earlier ones each time."""
    days = [date(2026, 6, 1) + timedelta(days=n) for n in range(count)]
    return [
        event("Moved", str(day), address={"municipality_code": PLACES[n % 3], "line": "1"})
        for n, day in enumerate(reversed(days) if back_dated else days)
    ]


def work(history: Sequence[Recorded]) -> tuple[int, int]:
    """How many rows a history makes, and how many calls of functions that takes."""
    calls = 0

    def count(_frame: object, what: str, _about: object) -> None:
        nonlocal calls
        calls += what == "call"

    sys.setprofile(count)
    try:
        made = rows_of(history, DEFAULT)
    finally:
        sys.setprofile(None)
    return sum(structs.astuple(made.counts)), calls


@pytest.mark.parametrize("back_dated", [False, True], ids=["in order", "each before the last"])
def test_rows_and_work_grow_as_a_history_of_moves_does(*, back_dated: bool) -> None:
    _, short, twice, long = (  # the first fills what is remembered of calendars
        work(recorded([*engineer(until="2036-04-07"), *moves(count, back_dated=back_dated)]))
        for count in (400, 100, 200, 400)
    )
    for least, more, most in zip(short, twice, long, strict=True):
        assert most - more < 2.2 * (more - least)
