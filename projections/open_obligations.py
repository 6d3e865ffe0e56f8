"""Duties on any day: pending, open, overdue, done or cancelled (contract section 3)."""

from collections.abc import Sequence
from datetime import date

from domain.duties.duty import Duty, listed
from projections.outlook import ONE_DAY, Outlook


def on(seen: Outlook, day: date) -> list[Duty]:
    """Return the duties listed on a day, as they show on it: by last day, those without one at the end.

    `seen` is the outlook of the facts up to that day.
    """
    return listed(seen.duties, day)


def over_time(duty: Duty, day: date) -> Sequence[tuple[date, date, Duty]]:
    """Return a duty from a day on as it shows, with the first and last day (inclusive) of each stretch.

    It is cut where what lay ahead has come about. Becoming open or overdue is no cut: time does that, and the
    days of the duty say when.
    """
    start = max(day, duty.listed_from)
    if duty.settled_on is duty.cancelled_on is duty.failed_on is None:
        return [(start, date.max, duty)]
    ends = duty.settled_on, duty.cancelled_on, duty.failed_on
    ahead = {end for end in ends if end is not None and end > start}
    found: list[tuple[date, date, Duty]] = []
    for cut in sorted(ahead):
        found.append((start, cut - ONE_DAY, duty.seen(start)))
        start = cut
    found.append((start, date.max, duty))
    return found
