"""The advice to change the status when the purpose of residence changes (`domain.law.change`)."""

from collections.abc import Iterator

from domain.duties.duty import Duty, Subject
from domain.duties.owing import earlier, first_after, first_from, owed
from domain.law.change import CHS_1
from domain.spans.case import Case, Fact

_CHANGED = frozenset({"StatusChanged"})
_OTHER = frozenset({"PermanentResidenceGranted", "StatusAcquired"})


def duties(case: Case) -> Iterator[Duty]:
    """Yield the advice to apply for a change, for each change of purpose."""
    for purpose in case.purpose_changes:
        on, stay = purpose.fact.on, purpose.stay
        other = first_after(_grants(case, stay, _OTHER), purpose.fact)
        changed = first_after(_grants(case, stay, _CHANGED), purpose.fact)
        yield owed(
            case,
            CHS_1,
            purpose.fact,
            stay,
            opens_on=on,
            counted=None,
            settled=earlier(first_from(_filed(case, stay), on), changed),
            cancelled_on=None if other is None else other.on,
            subject=Subject(procedure="change"),
        )


def _filed(case: Case, stay: int) -> Iterator[Fact]:
    for application in case.applications:
        if application.procedure == "change" and application.stay == stay:
            yield application.filed


def _grants(case: Case, stay: int, types: frozenset[str]) -> Iterator[Fact]:
    for grant in case.grants:
        if grant.stay == stay and grant.granted.type in types:
            yield grant.granted
