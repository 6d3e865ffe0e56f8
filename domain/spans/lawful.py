"""Until when a stay is lawful: special period, filing grace (ICRRA 20(6), 21(4); EXT-2 to EXT-6)."""

from datetime import date

from domain.events.types import Procedure
from domain.law.calendar import legal_months, shown_months
from domain.law.extension import EXTENDING, NO_SPECIAL_PERIOD_DAYS, SPECIAL_PERIOD_MONTHS
from domain.law.period_of_stay import at_most_days
from domain.law.rule import Regime
from domain.spans.case import Case
from domain.spans.parts import Answer, Fact, Grant


def lawful_until(case: Case, grant: Grant, *, shown: bool = False) -> date | None:
    """Return the last lawful day under a grant if nothing more happens; None when it has no end.

    That is the printed day, the end of the special period while an application is pending, or the day in
    the special period on which it was refused. `shown` takes the reading of month ends shown to people.
    """
    if grant.expires_on is None:
        return None
    if in_special_period(case, grant):
        months = shown_months if shown else legal_months
        return months(case.policy, grant.expires_on, SPECIAL_PERIOD_MONTHS.on(grant.expires_on))
    return grant.decided_on or grant.expires_on


def in_special_period(case: Case, grant: Grant) -> bool:
    """Whether an application filed in time is pending, so that the stay outlives its printed day (EXT-3)."""
    expires_on, filing_day = grant.expires_on, grant.filing_day
    if expires_on is None or filing_day is None or not case.applications:
        return False
    pending = any(
        a.closed_on is None and a.filed.on <= filing_day and a.procedure in EXTENDING.on(a.filed.on)
        for a in case.applications
    )
    return pending and not at_most_days(
        grant.period_of_stay, grant.on, expires_on, NO_SPECIAL_PERIOD_DAYS.on(expires_on)
    )


def grace_until(case: Case, grant: Grant) -> date | None:
    """Return the last day of the filing grace (EXT-2, N53, N82), None when there is none."""
    expires_on, filing_day = grant.expires_on, grant.filing_day
    if expires_on is None or filing_day is None or filing_day == expires_on:
        return None
    if grant.decided_on is not None or in_special_period(case, grant):
        return None
    return filing_day


def regime_on(case: Case, day: date) -> Regime | None:
    """Return whose duties apply on a day: none without a status, and none in overstay."""
    grant = case.grant
    if grant is None or grant.expires_on is None or day <= grant.expires_on:
        return None if grant is None else grant.regime
    last = lawful_until(case, grant)
    grace = grace_until(case, grant)
    return grant.regime if (last and day <= last) or (grace and day <= grace) else None


def close(case: Case, fact: Fact, answer: Answer, procedures: frozenset[Procedure] | None = None) -> None:
    """Close the pending applications for these procedures, or all of them."""
    for application in case.applications:
        if application.closed_on is None and (procedures is None or application.procedure in procedures):
            application.closed_on = fact.on
            application.answer = answer
