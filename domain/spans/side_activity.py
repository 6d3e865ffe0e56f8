"""Paid activity outside the status: permitted or not (`domain.law.side_activity`; readings N28)."""

from domain.law.side_activity import BLANKET_HOURS_PER_WEEK
from domain.law.statuses import STATUSES
from domain.spans.case import Case
from domain.spans.parts import SideActivity


def anomaly(case: Case, activity: SideActivity) -> str | None:
    """Return the code of what is wrong with an activity on its first day, None when nothing is.

    It is judged by the status at the time and by the permissions of the day.
    """
    grant, on, hours = activity.grant, activity.begun.on, activity.hours
    if grant is not None and STATUSES[grant.status].unrestricted:
        return None
    valid = [
        p
        for p in case.side_permissions
        if p.stay == case.stay_number and (p.valid_until is None or on <= p.valid_until)
    ]
    if not valid:
        return "side-activity-without-permission"
    if hours > BLANKET_HOURS_PER_WEEK.on(on) and all(p.scope == "blanket-28h" for p in valid):
        return "side-activity-over-28h"
    return None
