"""Counting days and closed days (Civil Code 138 to 143; AHA 1, 2; LAA 4-2)."""

from datetime import date
from importlib.metadata import version

import pytest

from domain.law import calendar
from domain.law.calendar import (
    CALENDAR_VERSION,
    add_days,
    add_months_civil,
    add_months_clamped,
    birthday,
    closed,
    counted_days,
    counted_months,
    fixed_day,
    legal_months,
    months_before,
    nth_birthday_after,
    roll,
    shown_months,
    with_days_of_its_own,
)
from domain.policy import Policy


@pytest.mark.parametrize(
    ("kind", "on", "code"),
    [
        pytest.param("saturday", date(2026, 9, 19), None, id="Saturday"),
        pytest.param("sunday", date(2026, 9, 20), None, id="Sunday"),
        pytest.param("holiday", date(2026, 9, 22), None, id="between two holidays"),
        pytest.param("holiday", date(2026, 5, 6), None, id="substitute holiday"),
        pytest.param("holiday", date(2027, 1, 1), None, id="New Year's Day"),
        pytest.param("year-end", date(2026, 12, 29), None, id="29 December"),
        pytest.param("year-end", date(2026, 12, 30), None, id="30 December"),
        pytest.param("year-end", date(2026, 12, 31), None, id="31 December"),
        pytest.param("year-end", date(2026, 1, 2), None, id="2 January"),
        pytest.param("year-end", date(2028, 1, 3), None, id="3 January"),
        pytest.param("local", date(2026, 8, 6), "34101", id="Hiroshima city on 6 August"),
        pytest.param("local", date(2026, 6, 23), "47201", id="Naha on 23 June"),
    ],
)
def test_why_a_desk_is_closed(kind: str, on: date, code: str | None) -> None:
    reason = closed(on, code)
    assert reason is not None
    assert reason.kind == kind


@pytest.mark.parametrize(
    ("on", "code"),
    [
        pytest.param(date(2026, 12, 28), None, id="28 December"),
        pytest.param(date(2027, 1, 4), None, id="4 January"),
        pytest.param(date(2026, 8, 6), None, id="a national desk on 6 August"),
        pytest.param(date(2026, 6, 23), "01101", id="Sapporo on 23 June"),
    ],
)
def test_when_a_desk_is_open(on: date, code: str | None) -> None:
    assert closed(on, code) is None


def test_only_some_municipalities_close_on_days_of_their_own() -> None:
    assert with_days_of_its_own("47201") == "47201"
    assert with_days_of_its_own("01107") is None
    assert with_days_of_its_own(None) is None


def test_the_calendar_is_named_after_the_release_of_its_holidays() -> None:
    assert f"JP-holidays-{version('holidays')}" == CALENDAR_VERSION


def test_holidays_are_named_in_two_languages() -> None:
    reason = closed(date(2026, 9, 21))
    assert reason is not None
    assert (reason.name, reason.name_ja) == ("Respect for the Aged Day", "敬老の日")


def test_holidays_moved_for_the_olympics_and_the_enthronement() -> None:
    assert closed(date(2021, 7, 22)) is not None
    assert closed(date(2021, 7, 19)) is None
    assert closed(date(2019, 5, 1)) is not None


def test_rolling_names_every_closed_day_on_the_way() -> None:
    due_on, moved_by = roll(date(2026, 9, 19))
    assert due_on == date(2026, 9, 24)
    assert [c.on.day for c in moved_by] == [19, 20, 21, 22, 23]


def test_closed_days_inside_a_period_are_counted() -> None:
    counted = counted_days(date(2026, 4, 28), 14)
    assert (counted.due_on, counted.days, counted.months) == (date(2026, 5, 12), 14, 0)


def test_what_is_printed_rolls_only_for_a_filing() -> None:
    assert fixed_day(date(2026, 5, 3), rolls=False).due_on == date(2026, 5, 3)
    assert fixed_day(date(2026, 5, 3), rolls=True).due_on == date(2026, 5, 7)


def test_whole_months_run_from_a_month_end() -> None:
    assert add_months_civil(date(2026, 6, 30), 2) == date(2026, 8, 31)
    assert add_months_clamped(date(2026, 6, 30), 2) == date(2026, 8, 30)
    assert months_before(date(2026, 5, 31), 3) == date(2026, 2, 28)


def test_birthdays_of_29_february_fall_on_28_february_in_common_years() -> None:
    born = date(2012, 2, 29)
    assert birthday(born, 15) == date(2027, 2, 28)
    assert birthday(born, 16) == date(2028, 2, 29)
    assert nth_birthday_after(born, date(2027, 2, 28), 1) == date(2028, 2, 29)


def test_before_and_after_all_days_there_is_the_first_and_the_last() -> None:
    assert add_days(date(9999, 12, 30), 14) == add_days(date.max, 1) == date.max
    assert add_days(date(1, 1, 5), -14) == date.min
    assert add_months_clamped(date(9999, 12, 1), 12) == date.max
    assert add_months_clamped(date(1, 1, 1), -1) == date.min
    assert add_months_civil(date(9999, 6, 1), 12) == date.max
    assert roll(date.max)[0] == date.max


@pytest.mark.parametrize(
    ("switch", "legal", "shown"),
    [
        pytest.param("BOTH", date(2026, 8, 31), date(2026, 8, 30), id="both: lost late, shown early"),
        pytest.param("CIVIL", date(2026, 8, 31), date(2026, 8, 31), id="Civil Code alone"),
        pytest.param("CLAMP", date(2026, 8, 30), date(2026, 8, 30), id="clamped alone"),
    ],
)
def test_the_switch_decides_how_a_month_ends(switch: str, legal: date, shown: date) -> None:
    policy = Policy(month_end=switch)  # type: ignore[arg-type]
    assert legal_months(policy, date(2026, 6, 30), 2) == legal
    assert shown_months(policy, date(2026, 6, 30), 2) == shown


def test_a_period_of_months_says_how_it_was_counted_and_does_not_roll() -> None:
    counted = counted_months(date(2026, 3, 21), 12, date(2027, 3, 21))  # a Sunday and a holiday
    assert (counted.first_on, counted.months, counted.days) == (date(2026, 3, 21), 12, 0)
    assert (counted.raw_due_on, counted.due_on, counted.closed) == (date(2027, 3, 21), date(2027, 3, 21), ())


def test_the_holidays_can_be_read_before_a_day_is_counted() -> None:
    calendar.load()
    assert calendar.closed(date(2026, 1, 1)) is not None
