"""Acquiring a status after birth or loss of Japanese nationality (ICRRA 22-2; SPRA 4; ACQ-1 to ACQ-3)."""

from collections.abc import Iterator

from domain.rules.duty import Duty, Subject
from domain.rules.owing import count, first_from, owe
from domain.rules.provision import InForce, icrra, spra
from domain.spans.case import Case, Fact

FILING_DAYS = InForce(value=30, under=icrra("22-2(2)", "A:31"))
"""ACQ-1: to stay longer than sixty days, apply within this many days from the event."""

STAY_WITHOUT_STATUS_DAYS = InForce(value=60, under=icrra("22-2(1)", "A:31"))
"""How long one may stay without a status; this day does not roll."""

SPECIAL_PERMANENT_FILING_DAYS = InForce(value=60, under=spra("4(2)", "A:32"))
"""ACQ-3: a child of special permanent residents applies at the municipality within this many days."""


def duties(case: Case) -> Iterator[Duty]:
    """Yield the duty to apply for a status; leaving Japan cancels it (ACQ-2, N40)."""
    for grounds in case.grounds:
        special, arose = grounds.special_permanent, grounds.arose
        days = SPECIAL_PERMANENT_FILING_DAYS if special else FILING_DAYS
        yield owe(
            case,
            "ACQ-3" if special else "ACQ-1",
            days,
            arose,
            grounds.stay,
            kind="application",
            desk="municipality" if special else "bureau",
            opens_on=arose.on,
            counted=count(case, arose.on, days.value, case.home if special else None),
            settled=first_from(_answers(case, grounds.stay), arose.on),
            subject=Subject(procedure="special-permanent-residence" if special else "acquisition"),
            municipality_code=case.home,
        )


def _answers(case: Case, stay: int) -> Iterator[Fact]:
    for application in case.applications:
        if application.stay == stay and application.procedure in {
            "acquisition",
            "special-permanent-residence",
        }:
            yield application.filed
    for grant in case.grants:
        if grant.stay == stay and grant.granted.type == "StatusAcquired":
            yield grant.granted
