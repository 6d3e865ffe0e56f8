"""How long a period is where none is written, by its last day (ICRRA 20(6), 21; Reg 21)."""

from datetime import date

import pytest

from domain.law.period_of_stay import at_least_months, at_most_days

GRANTED = date(2026, 4, 7)


@pytest.mark.parametrize(
    ("expected", "expires_on"),
    [(False, date(2026, 7, 6)), (True, date(2026, 7, 7)), (True, date(2026, 7, 8))],
)
def test_three_months_end_on_the_same_day_of_the_month(expected: bool, expires_on: date) -> None:
    assert at_least_months(None, GRANTED, expires_on, 3) is expected


@pytest.mark.parametrize(
    ("expected", "expires_on"),
    [(True, date(2026, 5, 6)), (True, date(2026, 5, 7)), (False, date(2026, 5, 8))],
)
def test_thirty_days_end_on_the_thirtieth_day_after(expected: bool, expires_on: date) -> None:
    assert at_most_days(None, GRANTED, expires_on, 30) is expected
