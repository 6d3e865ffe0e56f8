"""The advice to change the status when the purpose of residence changes (`domain.law.change`)."""

from collections.abc import Iterator

from domain.duties.duty import Duty, Subject
from domain.duties.owing import earlier, first_after, first_from, owed
from domain.law.change import CHS_1
from domain.spans.case import Case
from domain.spans.parts import Fact

_GRANTS = frozenset({"StatusChanged", "PermanentResidenceGranted", "StatusAcquired"})
"""Permissions after which nothing is left to change: the first settles the advice, or ends it otherwise."""


def duties(case: Case) -> Iterator[Duty]:
    """Yield the advice to apply for a change, for each change of purpose."""
    for purpose in case.purpose_changes:
        on, stay = purpose.fact.on, purpose.stay
        decided = first_after(_grants(case, stay), purpose.fact)
        changed = decided if decided is not None and decided.type == "StatusChanged" else None
        yield owed(
            case,
            CHS_1,
            purpose.fact,
            stay,
            opens_on=on,
            counted=None,
            settled=earlier(first_from(_filed(case, stay), on), changed),
            cancelled_on=None if decided is None or changed is not None else decided.on,
            subject=Subject(procedure="change"),
        )


def _filed(case: Case, stay: int) -> Iterator[Fact]:
    for application in case.applications:
        if application.procedure == "change" and application.stay == stay:
            yield application.filed


def _grants(case: Case, stay: int) -> Iterator[Fact]:
    for grant in case.grants:
        if grant.stay == stay and grant.granted.type in _GRANTS:
            yield grant.granted
