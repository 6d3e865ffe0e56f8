"""Days that an event cannot mean: such an event is not recorded (readings N67).

Earlier versions recorded them. Those stay as they are, can be read, and count on the nearest day that can be
meant, so that no span of days begins or ends where no calendar reaches.
"""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Final, TypeVar, get_args

from msgspec import structs

from domain.events.birth import earliest_day
from domain.events.types import EARLIEST, LATEST, BirthDay, Day, Event, Malformed

E = TypeVar("E", bound=Event)

_FIRST_BIRTH: Final = str(EARLIEST.year)
_PAST_BIRTHS: Final = str(LATEST.year + 1)
"""Bounds of a birth as it is written, the second exclusive: both days end or begin a year."""

LAST_DAYS: Final = ("expires_on", "valid_until")
"""Fields with the last day of something, which cannot have ended before the event that began it."""


def malformed_days(event: Event) -> Iterator[Malformed]:
    """Yield the days of an event that cannot be meant.

    Bounds are inclusive; a last day may be the day of the event.
    """
    for name in days_of(type(event)):
        value = getattr(event, name)
        if isinstance(value, date):
            if not EARLIEST <= value <= LATEST:
                yield Malformed((name,), "day-out-of-bounds")
            elif name in LAST_DAYS and value < event.occurred_on:
                yield Malformed((name,), "last-day-before-event")
        elif isinstance(value, str):
            if not _FIRST_BIRTH <= value < _PAST_BIRTHS:
                yield Malformed((name,), "day-out-of-bounds")
            elif not _in_calendar(value):
                yield Malformed((name,), "no-such-day")


def _in_calendar(born: BirthDay) -> bool:
    try:
        earliest_day(born)
    except ValueError:
        return False
    return True


def within_bounds(event: E) -> E:
    """Return the event with each day out of bounds moved to the bound; nearly always the event itself."""
    for name in days_of(type(event)):
        value = getattr(event, name)
        if isinstance(value, date) and not EARLIEST <= value <= LATEST:
            return within_bounds(structs.replace(event, **{name: min(max(value, EARLIEST), LATEST)}))
        if isinstance(value, str) and not _FIRST_BIRTH <= value < _PAST_BIRTHS:
            bound = EARLIEST if value < _FIRST_BIRTH else LATEST
            return within_bounds(structs.replace(event, **{name: str(bound)}))
    return event


@cache
def days_of(cls: type[Event]) -> tuple[str, ...]:
    """Return the fields of an event that hold a day, or as much of a day of birth as is known."""
    return tuple(f.name for f in structs.fields(cls) if {Day, BirthDay} & {f.type, *get_args(f.type)})
