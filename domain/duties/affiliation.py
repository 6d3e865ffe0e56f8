"""Notifying changes of organisation and the end of a marriage (ICRRA 19-16; Reg 19-15; ORG-1, ORG-2, SPO-1).

Within fourteen days, to the agency. Which statuses owe which notice stands in `statuses`. Leaving and joining
are two changes with two clocks. Whether the clock pauses abroad is open (`abroad_clock`); by default it runs.
"""

from collections.abc import Iterator, Mapping
from typing import Literal

from domain.duties.duty import Duty, Subject
from domain.duties.owing import count, first_from, owe
from domain.events.types import OrganisationChange
from domain.law.provision import InForce, icrra
from domain.spans.case import Case, Change, Fact

NOTICE_DAYS: Mapping[Literal["ORG-1", "ORG-2", "SPO-1"], InForce[int]] = {
    "ORG-1": InForce(value=14, under=icrra("19-16(i)", "A:15; A:64")),
    "ORG-2": InForce(value=14, under=icrra("19-16(ii)", "B:14; A:64", "secondary")),
    "SPO-1": InForce(value=14, under=icrra("19-16(iii)", "B:14; A:65", "secondary")),
}

SAME_CHANGE: Mapping[OrganisationChange, OrganisationChange] = {
    "contract-ended": "left",
    "contract-started": "joined",
}
"""Words that name the same change under items (i) and (ii) (readings N34)."""


def duties(case: Case) -> Iterator[Duty]:
    """Yield a duty for each change of organisation and each end of a marriage that must be notified."""
    for change in case.changes:
        days, start = NOTICE_DAYS[change.rule], change.counted_from
        yield owe(
            case,
            change.rule,
            days,
            change.fact,
            change.stay,
            kind="notification",
            desk="bureau",
            opens_on=start,
            counted=None if start is None else count(case, start, days.value),
            settled=first_from(_notices(case, change), change.fact.on),
            subject=None if change.change is None else Subject(change=change.change),
            municipality_code=case.home,
            switches=("abroad_clock",) if change.abroad else (),
            confirmed=change.confirmed,
        )


def _notices(case: Case, change: Change) -> Iterator[Fact]:
    """The notices that name the change; the end of a marriage has a notice of its own."""
    if change.change is None:
        yield from case.spouse_notices
        return
    wanted = SAME_CHANGE.get(change.change, change.change)
    for notice in case.organisation_notices:
        if not notice.changes or wanted in {SAME_CHANGE.get(c, c) for c in notice.changes}:
            yield notice.fact
