"""A row of the lists: what was so from one day to another, as known by some versions of the stream."""

from collections.abc import Hashable
from datetime import date, timedelta
from typing import Final, Generic, TypeVar

from msgspec import Struct

from domain.duties.duty import Duty

ALWAYS, FOREVER = date.min, date.max
"""The ends of a stretch of days without a beginning or an end."""

DAY = timedelta(days=1)

H = TypeVar("H", bound=Hashable)

MANY_DWELLINGS: Final = 32
"""Who has had more rows of dwellings than this has duties whose rows name no place; see `BY_DWELLING`."""
BY_DWELLING: Final = "*"
"""Stands for the municipality in the duties of who moves often: it is that of the dwelling on the day.

Otherwise each move would end and begin a row of every duty.
"""


class Row(Struct, Generic[H], frozen=True):
    """What held on a stretch of days (inclusive), as known by some versions (`known_to` exclusive)."""

    number: int
    known_from: int
    known_to: int | None
    valid_from: date
    valid_to: date
    value: H


class PlacedDuty(Struct, frozen=True):
    """A duty, with the municipality of the resident's address meanwhile, or the last one known.

    Either may be `BY_DWELLING` instead, that of the duty unless it concerns another place.
    """

    duty: Duty
    municipality_code: str | None


class Dwelling(Struct, frozen=True):
    """The municipality of a resident's address, or the last one known, and the day of the first fact.

    Before that day nothing is owed; while there is nothing but the opening it is None.
    """

    municipality_code: str | None
    begun_on: date | None
