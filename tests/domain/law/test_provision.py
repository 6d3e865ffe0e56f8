"""Dated law: the entry of the day, and how sure it is."""

from datetime import date

import pytest

from domain.law.calendar import months_before
from domain.law.provision import Dated, InForce, icrra

OLD = InForce(since=date(2012, 7, 9), value=7, under=icrra("19-5(1)", "A:1"))
NEW = InForce(since=date(2026, 6, 14), value=10, under=icrra("19-5(1)", "B:40", "memory-medium"))


@pytest.mark.parametrize(
    ("value", "on"), [(7, date(2026, 6, 13)), (10, date(2026, 6, 14)), (7, date(2012, 7, 9))]
)
def test_the_entry_in_force_is_that_of_the_day(value: int, on: date) -> None:
    assert Dated((OLD, NEW)).on(on) == value


def test_nothing_is_in_force_before_the_first_entry() -> None:
    with pytest.raises(LookupError, match="nothing in force on 2012-07-08"):
        Dated((OLD, NEW)).on(date(2012, 7, 8))


def test_a_provision_cites_its_article_and_knows_what_is_unconfirmed() -> None:
    assert OLD.under.citation == "ICRRA art. 19-5(1)"
    assert OLD.under.confirmed
    assert not NEW.under.confirmed


TWO = InForce(value=2, under=icrra("21(2)", "A:23"))
THREE = InForce(since=date(2027, 4, 1), value=3, under=icrra("21(2)", "A:23"))


@pytest.mark.parametrize(
    ("expected", "last"),
    [
        pytest.param("2027-03-30", "2027-05-30", id="open before the change"),
        pytest.param("2027-04-01", "2027-06-01", id="would have opened on the day of the change"),
        pytest.param("2027-04-01", "2027-06-30", id="opened by the change"),
        pytest.param("2027-04-02", "2027-07-02", id="opens after it"),
    ],
)
def test_a_window_made_longer_opens_nothing_before_the_change(expected: str, last: str) -> None:
    window, end = Dated((TWO, THREE)), date.fromisoformat(last)
    assert str(window.first_day(lambda months: months_before(end, months))) == expected


def test_what_no_value_opens_never_opens() -> None:
    assert Dated((TWO,)).first_day(lambda _: date.max) == date.max


def test_before_the_first_entry_the_provision_is_that_of_the_first() -> None:
    window = Dated((OLD, NEW))
    assert [window.under(date(year, 1, 1)).citation for year in (2000, 2020)] == ["ICRRA art. 19-5(1)"] * 2
    assert window.under(date(2027, 1, 1)) is NEW.under
