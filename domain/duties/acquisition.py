"""The duty to apply for a status after birth or loss of Japanese nationality (`domain.law.acquisition`)."""

from collections.abc import Iterator, Mapping

from domain.duties.duty import Duty, Subject
from domain.duties.owing import due, earlier, first_from, owed
from domain.law.acquisition import ACQ_1, ACQUIRING
from domain.law.rule import DutyRule, Regime
from domain.spans.case import Case
from domain.spans.parts import Fact

_SUBJECT: Mapping[Regime, Subject] = {
    "resident": Subject(procedure="acquisition"),
    "special-permanent": Subject(procedure="special-permanent-residence"),
}


def duties(case: Case) -> Iterator[Duty]:
    """Yield the duty to apply for a status; leaving Japan cancels it (ACQ-2, N40)."""
    for grounds in case.grounds:
        rule, arose = ACQ_1.of(grounds.regime), grounds.arose
        yield owed(
            case,
            rule,
            arose,
            grounds.stay,
            opens_on=arose.on,
            counted=due(case, rule, arose.on),
            settled=earlier(
                first_from(_filed(case, rule, grounds.stay), arose.on),
                first_from(_granted(case, rule, grounds.stay), arose.on),
            ),
            subject=_SUBJECT[grounds.regime],
        )


def _filed(case: Case, rule: DutyRule, stay: int) -> Iterator[Fact]:
    """The applications; one for permanent residence is one way to acquire a status (22-2(4))."""
    permanent = "PermanentResidenceGranted" in rule.settled_by
    for application in (a for a in case.applications if a.stay == stay):
        acquires = application.procedure in ACQUIRING.on(application.filed.on)
        if acquires or (permanent and application.acquires):
            yield application.filed


def _granted(case: Case, rule: DutyRule, stay: int) -> Iterator[Fact]:
    """The permissions; permanent residence acquires a status where it is the first one granted."""
    permanent = "PermanentResidenceGranted" in rule.settled_by
    for number, grant in enumerate(g for g in case.grants if g.stay == stay):
        acquired = permanent and not number and grant.granted.type == "PermanentResidenceGranted"
        if acquired or grant.granted.type == "StatusAcquired":
            yield grant.granted
