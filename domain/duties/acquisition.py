"""Acquiring a status after birth or loss of Japanese nationality (ICRRA 22-2; SPRA 4; ACQ-1 to ACQ-3)."""

from collections.abc import Iterator

from domain.duties.duty import Duty, Subject
from domain.duties.owing import count, first_from, owe
from domain.events.types import Procedure
from domain.law.provision import InForce, icrra, spra
from domain.spans.case import Case, Fact, Grounds

FILING_DAYS = InForce(value=30, under=icrra("22-2(2)", "A:31"))
"""ACQ-1: to stay longer than sixty days, apply within this many days from the event."""

STAY_WITHOUT_STATUS_DAYS = InForce(value=60, under=icrra("22-2(1)", "A:31"))
"""How long one may stay without a status; this day does not roll."""

SPECIAL_PERMANENT_FILING_DAYS = InForce(value=60, under=spra("4(2)", "A:32"))
"""ACQ-3: a child of special permanent residents applies at the municipality within this many days."""

ACQUIRING: frozenset[Procedure] = frozenset({"acquisition", "special-permanent-residence"})
"""Applications for a status by who has none."""


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
            settled=first_from(_answers(case, grounds), arose.on),
            subject=Subject(procedure="special-permanent-residence" if special else "acquisition"),
            municipality_code=case.home,
        )


def _answers(case: Case, grounds: Grounds) -> Iterator[Fact]:
    """The applications and the permission; permanent residence is one way to acquire a status (22-2(4))."""
    permanent = not grounds.special_permanent
    for application in (a for a in case.applications if a.stay == grounds.stay):
        if application.procedure in ACQUIRING or (permanent and application.acquires):
            yield application.filed
    for number, grant in enumerate(g for g in case.grants if g.stay == grounds.stay):
        acquired = permanent and not number and grant.granted.type == "PermanentResidenceGranted"
        if acquired or grant.granted.type == "StatusAcquired":
            yield grant.granted
