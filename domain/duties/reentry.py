"""The duty to come back in time (`domain.law.reentry`): by the last day of each protected departure.

The bounds themselves are worked out where the trip is (`domain.spans.presence`).
"""

from collections.abc import Iterator
from datetime import date

from domain.duties.duty import Duty
from domain.duties.owing import owed
from domain.law.calendar import counted_months, fixed_day
from domain.law.reentry import PERMIT_YEARS, RE_1, RE_3, SPECIAL_REENTRY_YEARS
from domain.spans.case import Case
from domain.spans.parts import Trip


def duties(case: Case) -> Iterator[Duty]:
    """Yield the duty to re-enter by the last day of each protected departure; that day never rolls."""
    for trip in case.trips:
        if trip.kind == "none" or trip.last_day is None:
            continue
        left_on = trip.departed.on
        if trip.permit is None:
            rule, under = RE_3.of(trip.regime), None
            years = SPECIAL_REENTRY_YEARS[trip.regime].on(left_on)
            counted = counted_months(left_on, 12 * years, trip.last_day)
        else:
            rule, under = RE_1, PERMIT_YEARS[trip.regime].under(trip.permit.granted.on)
            counted = fixed_day(trip.last_day, rolls=False)
        yield owed(
            case,
            rule,
            trip.departed,
            trip.stay,
            opens_on=left_on,
            counted=counted,
            settled=trip.returned,
            cancelled_on=_ended_otherwise(case, trip),
            failed_on=trip.failed_on,
            under=under,
        )


def _ended_otherwise(case: Case, trip: Trip) -> date | None:
    """Return when there was nothing to come back to any more; after a loss, later (readings N58)."""
    stay = case.stays[trip.stay]
    if stay.ended is None or trip.returned is not None:
        return None
    return trip.given_up_on if stay.ended_as == "lost" else stay.ended.on
