"""Coming back in time: re-entry permit and special re-entry (ICRRA 26, 26-2; SPRA 23; RE-1 to RE-6).

The bounds themselves are worked out where the trip is (`domain.spans.presence`), with the numbers below.
"""

from collections.abc import Iterator
from datetime import date

from domain.duties.duty import Duty
from domain.duties.owing import owe
from domain.events.types import Detail
from domain.law.calendar import counted_months, fixed_day
from domain.law.provision import InForce, icrra, spra
from domain.spans.case import Case, Trip

_ORDINARY, _SPECIAL_PERMANENT = 0, 1

PERMIT_YEARS = (
    InForce(value=5, under=icrra("26(3)", "A:3; B:36")),
    InForce(value=6, under=spra("23(1)", "B:36", "secondary")),
)
"""RE-1: longest validity of a permit: ordinary residents, special permanent residents."""

PERMIT_EXTENSION_YEARS = InForce(value=1, under=icrra("26(5)", "B:36", "secondary"))
"""RE-2: longest single extension at a mission abroad."""

PERMIT_WITH_EXTENSION_YEARS = (
    InForce(value=6, under=icrra("26(5)", "B:36", "secondary")),
    InForce(value=7, under=spra("23(1)", "B:36", "secondary")),
)
"""RE-2: longest validity with extensions, from the grant."""

SPECIAL_REENTRY_YEARS = (
    InForce(value=1, under=icrra("26-2(2)", "A:4; A:20")),
    InForce(value=2, under=spra("23(2)", "B:36; city", "city")),
)
"""RE-3, RE-4: how long special re-entry protects the status."""

NO_SPECIAL_REENTRY: InForce[frozenset[Detail]] = InForce(
    value=frozenset({"refugee-applicant"}), under=icrra("26-2(1)", "A:20")
)
"""RE-5: designated activities whose holders may leave and come back on a re-entry permit alone (N54)."""


def duties(case: Case) -> Iterator[Duty]:
    """Yield the duty to re-enter by the last day of each protected departure; that day never rolls."""
    for trip in case.trips:
        if trip.kind == "none" or trip.last_day is None:
            continue
        rule, under = _rule(trip)
        counted = fixed_day(trip.last_day, rolls=False)
        if trip.permit is None:
            counted = counted_months(trip.departed.on, 12 * under.value, trip.last_day)
        yield owe(
            case,
            rule,
            under,
            trip.departed,
            trip.stay,
            kind="reentry",
            desk="port",
            opens_on=trip.departed.on,
            counted=counted,
            settled=trip.returned,
            cancelled_on=_ended_otherwise(case, trip),
            survives=True,
            failed_on=trip.failed_on,
            municipality_code=case.home,
            switches=("month_end",) if trip.permit is not None else ("month_end", "reentry_bound"),
        )


def _rule(trip: Trip) -> tuple[str, InForce[int]]:
    if trip.permit is not None:
        return "RE-1", PERMIT_YEARS[trip.regime == "special-permanent"]
    if trip.regime == "special-permanent":
        return "RE-4", SPECIAL_REENTRY_YEARS[_SPECIAL_PERMANENT]
    return "RE-3", SPECIAL_REENTRY_YEARS[_ORDINARY]


def _ended_otherwise(case: Case, trip: Trip) -> date | None:
    """Return when there was nothing to come back to any more; after a loss, later (readings N58)."""
    stay = case.stays[trip.stay]
    if stay.ended is None or trip.returned is not None:
        return None
    return trip.given_up_on if stay.ended_as == "lost" else stay.ended.on
