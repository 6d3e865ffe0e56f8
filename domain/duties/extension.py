"""Extension of the period of stay (ICRRA 20(6), 21; Reg 21; EXT-1 to EXT-7).

The window opens three months before the last day. An application filed in time keeps the stay alive for up to
two months more, the special period.
"""

from collections.abc import Iterator
from datetime import date

from domain.duties.duty import Duty, Subject
from domain.duties.owing import in_order, owe
from domain.events.types import Procedure, StatusCode
from domain.law.calendar import fixed_day, months_before
from domain.law.period_of_stay import at_least_months
from domain.law.provision import InForce, icrra
from domain.spans.case import Application, Case, Fact, Grant

LAST_DAY = InForce(value=0, under=icrra("21(2)", "A:23"))
"""EXT-2: the printed last day of the period of stay; on a closed day the next open day is in time."""

WINDOW_MONTHS = InForce(value=3, under=icrra("21(2)", "A:23; city", "city"))
"""EXT-1: an application is taken this many months before the last day, at the earliest."""

WINDOW_FOR_PERIODS_OF_MONTHS = InForce(value=6, under=icrra("21(2)", "A:23", "secondary"))
"""EXT-1: shorter periods have no published opening; their window is open from the grant on (N10)."""

SPECIAL_PERIOD_MONTHS = InForce(value=2, under=icrra("20(6), 21(4)", "A:23; B:22"))
"""EXT-3: how long the stay goes on after its last day while an application is pending."""

NO_SPECIAL_PERIOD_DAYS = InForce(value=30, under=icrra("20(6), 21(4)", "A:22b"))
"""EXT-4: a period of this many days or fewer has no special period."""

EXTENDING: frozenset[Procedure] = frozenset({"extension", "change"})
"""Applications that keep a stay alive while they are pending (ICRRA 20(6), 21(4))."""

NO_EXTENSION: frozenset[StatusCode] = frozenset({"temporary-visitor", "diplomat", "official"})
"""Statuses for which no extension is asked (N10)."""


def duties(case: Case) -> Iterator[Duty]:
    """Yield one duty to extend for each period granted."""
    for number, grant in enumerate(case.grants):
        if grant.expires_on is None or grant.status in NO_EXTENSION or grant.regime == "special-permanent":
            continue
        opens_on = _opens_on(grant, grant.expires_on)
        yield owe(
            case,
            "EXT",
            LAST_DAY,
            grant.granted,
            grant.stay,
            kind="application",
            desk="bureau",
            opens_on=opens_on,
            counted=fixed_day(grant.expires_on, rolls=case.policy.filing_grace == "ON"),
            settled=_settled(case, number, grant, opens_on),
            subject=Subject(procedure="extension", expires_on=grant.expires_on),
            municipality_code=case.home,
            switches=("filing_grace",),
        )


def _opens_on(grant: Grant, expires_on: date) -> date:
    if at_least_months(grant.period_of_stay, grant.on, expires_on, WINDOW_FOR_PERIODS_OF_MONTHS.value):
        return max(grant.on, months_before(expires_on, WINDOW_MONTHS.value))
    return grant.on


def _settled(case: Case, number: int, grant: Grant, opens_on: date) -> Fact | None:
    """Return what settled the duty first: an application, or a grant that moved the last day (N08, N35)."""
    found: Fact | None = None
    for application in case.applications:
        filed = _settles(application, grant, opens_on)
        if filed is not None and (found is None or in_order(filed) < in_order(found)):
            found = filed
    for later in case.grants[number + 1 :]:
        if later.stay == grant.stay and later.expires_on != grant.expires_on:
            moved = later.granted
            return moved if found is None or in_order(moved) < in_order(found) else found
    return found


def _settles(application: Application, grant: Grant, opens_on: date) -> Fact | None:
    """Return when an application settles the duty: on its day inside the window, or pending on the last day.

    One that was closed without a permission by the last filing day settles nothing. One of the day of the
    grant was about what stood before it (readings N79).
    """
    expires_on, filing_day = grant.expires_on, grant.filing_day
    closed_on, asks = application.closed_on, application.procedure in EXTENDING
    if not asks or application.stay != grant.stay or expires_on is None or filing_day is None:
        return None
    if closed_on is not None and application.answer == "refused" and closed_on <= filing_day:
        return None
    filed = application.filed
    earlier = in_order(filed) < in_order(grant.granted)
    if earlier and application.answer == "permitted" and closed_on == grant.on:
        return None
    if filed.on >= opens_on and not earlier:
        return filed
    if closed_on is None or closed_on > expires_on:
        return Fact(expires_on, filed.version, filed.type, filed.place)
    return None
