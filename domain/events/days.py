"""Days that an event cannot mean (readings N67)."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from domain.events.types import EARLIEST, LATEST, Event, Malformed

LAST_DAYS: Final = ("expires_on", "valid_until")
"""Fields with the last day of something, which cannot have ended before the event that began it."""


def unmeant_days(event: Event) -> Iterator[Malformed]:
    """Yield the days of an event that cannot be meant.

    Bounds are inclusive; a last day may be the day of the event.
    """
    for name in event.__struct_fields__:
        value = getattr(event, name)
        if isinstance(value, date):
            if not EARLIEST <= value <= LATEST:
                yield Malformed((name,), "day-out-of-bounds")
            elif name in LAST_DAYS and value < event.occurred_on:
                yield Malformed((name,), "last-day-before-event")
