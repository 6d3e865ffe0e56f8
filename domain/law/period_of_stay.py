"""How long a period of stay is, for the rules that ask (ICRRA 20(6), 21; Reg 21)."""

from datetime import date
from functools import lru_cache

from domain.law.calendar import add_days, add_months_civil, add_months_clamped
from domain.law.statuses import duration

EXPIRY_TOLERANCE_DAYS = 1
"""A last day may be so many days off the period counted out (readings N67)."""


@lru_cache(1 << 14)
def days_off(period: str, expires_on: date, start: date) -> int:
    """Return by how many days a last day misses the period counted by calendar from a start.

    At month ends either reading counts (Civil Code 143, AR-5).
    """
    months, days = duration(period)
    counted = (
        add_days(add_months(start, months), days) for add_months in (add_months_clamped, add_months_civil)
    )
    return min(abs((expires_on - day).days) for day in counted)


def at_least_months(period: str | None, granted_on: date, expires_on: date, months: int) -> bool:
    """Whether a period runs that many months or more from its grant; without a period, by its last day."""
    if period is None:
        return expires_on >= add_months_clamped(granted_on, months)
    return duration(period).after(granted_on) >= add_months_clamped(granted_on, months)


def at_most_days(period: str | None, granted_on: date, expires_on: date, days: int) -> bool:
    """Whether a period is that many days or fewer; one counted in months is longer than 30 days."""
    if period is None:
        return expires_on <= add_days(granted_on, days)
    months, rest = duration(period)
    return not months and rest <= days
