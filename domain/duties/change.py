"""Changing the status when the purpose of residence changes (ICRRA 20; CHS-1).

The city page: apply swiftly, whatever is left of the stay. There is no fixed day, so the duty is advice.
"""

from collections.abc import Iterator

from domain.duties.duty import Duty, Subject
from domain.duties.owing import first_after, first_from, owe
from domain.law.provision import InForce, icrra
from domain.spans.case import Case, Fact

SWIFTLY = InForce(value=0, under=icrra("20(2)", "city", "city"))


def duties(case: Case) -> Iterator[Duty]:
    """Yield the advice to apply for a change, for each change of purpose."""
    for purpose in case.purpose_changes:
        on, stay = purpose.fact.on, purpose.stay
        other = first_after(
            _grants(case, stay, {"PermanentResidenceGranted", "StatusAcquired"}), purpose.fact
        )
        changed = first_after(_grants(case, stay, {"StatusChanged"}), purpose.fact)
        yield owe(
            case,
            "CHS-1",
            SWIFTLY,
            purpose.fact,
            stay,
            kind="application",
            desk="bureau",
            opens_on=on,
            counted=None,
            settled=first_from((*_filed(case, stay), *([changed] if changed else ())), on),
            cancelled_on=None if other is None else other.on,
            class_="advisory",
            subject=Subject(procedure="change"),
            municipality_code=case.home,
        )


def _filed(case: Case, stay: int) -> Iterator[Fact]:
    for application in case.applications:
        if application.procedure == "change" and application.stay == stay:
            yield application.filed


def _grants(case: Case, stay: int, types: set[str]) -> Iterator[Fact]:
    for grant in case.grants:
        if grant.stay == stay and grant.granted.type in types:
            yield grant.granted
