"""Days that an event cannot mean, for which it is not recorded (readings N67).

What earlier versions recorded stays as it is and can be read: the rule is on recording.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final, Literal

from msgspec import Struct

from domain.events.correction import EventCorrected
from domain.events.types import EARLIEST, LATEST, Event

LAST_DAYS: Final = ("expires_on", "valid_until")
"""Fields with the last day of something, which cannot have ended before the event that began it."""


class UnmeantDay(Struct, frozen=True):
    """A day that cannot be meant: the fields that lead to it, and what is wrong with it."""

    path: tuple[str, ...]
    why: Literal["day-out-of-bounds", "last-day-before-event"]


def unmeant_days(event: Event) -> Iterator[UnmeantDay]:
    """Yield the days of an event that cannot be meant, those of a correction's replacement among them.

    Bounds are inclusive; a last day may be the day of the event.
    """
    for name in event.__struct_fields__:
        value = getattr(event, name)
        if isinstance(value, date):
            if not EARLIEST <= value <= LATEST:
                yield UnmeantDay((name,), "day-out-of-bounds")
            elif name in LAST_DAYS and value < event.occurred_on:
                yield UnmeantDay((name,), "last-day-before-event")
    if isinstance(event, EventCorrected):
        for inner in unmeant_days(event.replacement):
            yield UnmeantDay(("replacement", *inner.path), inner.why)
