"""The clock: the only place that knows what day it is."""

from datetime import UTC, date, datetime, time, timedelta, timezone

from msgspec import Struct

TOKYO = timezone(timedelta(hours=9), "JST")
"""Japan has one zone and, since 1951, no summer time: no time zone database is needed."""


MOST_AHEAD = timedelta(minutes=1)
"""By how much the log may be ahead of the clock untold: clocks are mended by less all the time."""


class Clock(Struct, frozen=True):
    """The civil day in Asia/Tokyo, or a fixed one for training and tests; the instant is always real."""

    fixed: date | None = None

    def today(self) -> date:
        """Return the civil day in Asia/Tokyo."""
        return self.day_of(self.now())

    def day_of(self, instant: datetime) -> date:
        """Return the day that it was for the clock at an instant: the civil day of it, or the fixed one."""
        return self.fixed or civil_day(instant)

    def now(self) -> datetime:
        """Return the instant, UTC."""
        return datetime.now(UTC)


def civil_day(instant: datetime) -> date:
    """Return the civil day in Asia/Tokyo of an aware instant."""
    return instant.astimezone(TOKYO).date()


def start_of_day(day: date) -> datetime:
    """Return the first moment of a civil day in Asia/Tokyo."""
    return datetime.combine(day, time.min, TOKYO)


def end_of_day(day: date) -> datetime:
    """Return the last microsecond of a civil day in Asia/Tokyo, UTC."""
    return datetime.combine(day, time.max, TOKYO).astimezone(UTC)
