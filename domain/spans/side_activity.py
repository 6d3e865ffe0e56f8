"""Paid activity outside the status (ICRRA 19(2); Reg 19(5); ACT-1, readings N28).

Needs permission, except under the statuses of table II and special permanent residence. The blanket
permission covers 28 hours in any seven days.
"""

from datetime import date

from domain.law.provision import InForce, Provision
from domain.law.statuses import STATUSES
from domain.spans.case import Case

BLANKET_HOURS_PER_WEEK = InForce(
    value=28,
    under=Provision(
        law="ICRRA enforcement regulation",
        articles="19(5)(i)",
        source="B:50",
        confidence="secondary",
    ),
)


def anomaly(case: Case, on: date, hours: int) -> str | None:
    """Return the code of what is wrong with an activity on its first day, None when nothing is."""
    grant = case.grant
    if grant is not None and STATUSES[grant.status].unrestricted:
        return None
    valid = [
        p
        for p in case.side_permissions
        if p.stay == case.stay_number and (p.valid_until is None or on <= p.valid_until)
    ]
    if not valid:
        return "side-activity-without-permission"
    if hours > BLANKET_HOURS_PER_WEEK.value and all(p.scope == "blanket-28h" for p in valid):
        return "side-activity-over-28h"
    return None
