"""A day of birth as far as it is known: all of it, or its year, or its year and month.

It is kept and answered as it was recorded. A rule that needs an age takes the latest day that it may be. What
may be true is not refused: before birth is what lies before the earliest of the days.
"""

from calendar import monthrange
from datetime import date
from typing import Final

from domain.events.types import BirthDay

_YEAR: Final = len("2011")
_WHOLE: Final = len("2011-05-14")


def known_in_part(born: BirthDay) -> bool:
    """Whether no more than the year, or year and month, of a birth is known."""
    return len(born) < _WHOLE


def earliest_day(born: BirthDay) -> date:
    """Return the first of the days that a birth may have been; raises ValueError for one of no calendar."""
    return date.fromisoformat(f"{born}-01-01"[:_WHOLE])


def latest_day(born: BirthDay) -> date:
    """Return the last of the days that a birth may have been; raises ValueError for one of no calendar."""
    first = earliest_day(born)
    if len(born) == _WHOLE:
        return first
    month = 12 if len(born) == _YEAR else first.month
    return date(first.year, month, monthrange(first.year, month)[1])


def may_be_the_same(one: BirthDay, other: BirthDay) -> bool:
    """Whether two births may have been on one day: as far as both are known, they say the same."""
    return one.startswith(other) or other.startswith(one)
