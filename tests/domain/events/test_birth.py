"""Births known by year or month: which days they may have been, and which may have been the same."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.events.birth import earliest_day, known_in_part, latest_day, may_be_the_same

DAYS = st.dates(date(1868, 1, 1), date(2199, 12, 31))
BIRTHS = st.builds(lambda day, known: str(day)[:known], DAYS, st.sampled_from((4, 7, 10)))


@pytest.mark.parametrize(
    ("born", "earliest", "latest"),
    [
        ("2011-05-14", date(2011, 5, 14), date(2011, 5, 14)),
        ("2011", date(2011, 1, 1), date(2011, 12, 31)),  # through a Saturday
        ("2011-06", date(2011, 6, 1), date(2011, 6, 30)),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29)),
        ("2011-02", date(2011, 2, 1), date(2011, 2, 28)),
        ("0001-01-01", date(1, 1, 1), date(1, 1, 1)),  # recorded by earlier versions
    ],
)
def test_a_birth_known_in_part_may_have_been_on_any_day_of_it(
    born: str, earliest: date, latest: date
) -> None:
    assert (earliest_day(born), latest_day(born)) == (earliest, latest)
    assert known_in_part(born) is (earliest != latest)


@pytest.mark.parametrize("born", ["2011-02-29", "0000", "2011-06-31"])
def test_a_birth_of_no_calendar_is_told(born: str) -> None:
    for day in (earliest_day, latest_day):
        with pytest.raises(ValueError, match=r"."):
            day(born)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1990", "1990-05-12", True),
        ("1990", "1990-05", True),
        ("1990-05", "1990-05-31", True),
        ("1990-05-12", "1990-05-12", True),
        ("1990", "1990", True),
        ("1990", "1991", False),
        ("1990-05", "1990-06-01", False),
        ("1990-05-12", "1990-05-13", False),
    ],
)
def test_two_births_may_be_one_day_as_far_as_both_are_known(one: str, other: str, same: bool) -> None:
    assert may_be_the_same(one, other) is may_be_the_same(other, one) is same


@given(BIRTHS, BIRTHS)
def test_they_may_be_one_day_exactly_where_their_days_overlap(one: str, other: str) -> None:
    overlap = earliest_day(one) <= latest_day(other) and earliest_day(other) <= latest_day(one)
    assert may_be_the_same(one, other) is overlap


@given(BIRTHS)
def test_the_day_before_and_the_day_after_are_in_another_month_or_year(born: str) -> None:
    first, last = earliest_day(born), latest_day(born)
    assert str(first).startswith(born)
    assert str(last).startswith(born)
    assert not str(first - timedelta(1)).startswith(born)
    assert not str(last + timedelta(1)).startswith(born)
