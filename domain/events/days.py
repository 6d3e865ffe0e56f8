"""Days that an event cannot mean: such an event is not recorded (readings N67).

Earlier versions recorded them. Those stay as they are, can be read, and count on the nearest day that can be
meant, so that no span of days begins or ends where no calendar reaches.
"""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Final, TypeVar, get_args

from msgspec import structs

from domain.events.types import EARLIEST, LATEST, Day, Event, Malformed

E = TypeVar("E", bound=Event)

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


def within_bounds(event: E) -> E:
    """Return the event with each day out of bounds moved to the bound; nearly always the event itself."""
    for name in days_of(type(event)):
        value = getattr(event, name)
        if isinstance(value, date) and not EARLIEST <= value <= LATEST:
            return within_bounds(structs.replace(event, **{name: min(max(value, EARLIEST), LATEST)}))
    return event


@cache
def days_of(cls: type[Event]) -> tuple[str, ...]:
    """Return the fields of an event that hold a day."""
    return tuple(f.name for f in structs.fields(cls) if Day in (f.type, *get_args(f.type)))
