"""The duty to extend the period of stay (`domain.law.extension`)."""

from collections.abc import Iterator
from datetime import date

from domain.duties.duty import Duty, Subject
from domain.duties.owing import in_order, owed
from domain.law.calendar import fixed_day
from domain.law.extension import EXT, EXTENDING, NO_EXTENSION, window_opens_on
from domain.spans.case import Case
from domain.spans.parts import Application, Fact, Grant


def duties(case: Case) -> Iterator[Duty]:
    """Yield one duty to extend for each period granted."""
    for number, grant in enumerate(case.grants):
        if grant.expires_on is None or grant.status in NO_EXTENSION.on(grant.on):
            continue
        opens_on = window_opens_on(grant.period_of_stay, grant.on, grant.expires_on)
        yield owed(
            case,
            EXT,
            grant.granted,
            grant.stay,
            opens_on=opens_on,
            counted=fixed_day(grant.expires_on, rolls=case.policy.filing_grace == "ON"),
            settled=_settled(case, number, grant, opens_on),
            subject=Subject(procedure="extension", expires_on=grant.expires_on),
        )


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
    closed_on, filed = application.closed_on, application.filed
    if application.stay != grant.stay or expires_on is None or filing_day is None:
        return None
    if application.procedure not in EXTENDING.on(filed.on):
        return None
    if closed_on is not None and application.answer == "refused" and closed_on <= filing_day:
        return None
    earlier = in_order(filed) < in_order(grant.granted)
    if earlier and application.answer == "permitted" and closed_on == grant.on:
        return None
    if filed.on >= opens_on and not earlier:
        return filed
    if closed_on is None or closed_on > expires_on:
        return Fact(expires_on, filed.version, filed.type, filed.place)
    return None
