"""Grounds of revocation whose clocks can be counted (ICRRA 22-4(1); REV-2 to REV-5): flags, never findings.

All need the absence of good reason and a decision after a hearing. The ground is complete at the end of the
last day of its clock; the flag stands from the next day. Being abroad under re-entry permission excuses the
address grounds (N20).
"""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from domain.events.types import StatusCode
from domain.law.calendar import add_days, legal_months, roll
from domain.law.provision import InForce, icrra
from domain.law.statuses import STATUSES
from domain.law.versions import CARD_SYSTEM_SINCE
from domain.spans.case import Case, Grant, Place

ACTIVITY_MONTHS = InForce(value=3, under=icrra("22-4(1)", "B:30b", "secondary"))
HSP_2_ACTIVITY_MONTHS = InForce(value=6, under=icrra("22-4(1)", "memory", "memory-high"))
SPOUSAL_ACTIVITY_MONTHS = InForce(value=6, under=icrra("22-4(1)", "B:30b", "secondary"))
NEW_RESIDENT_ADDRESS_DAYS = InForce(value=90, under=icrra("22-4(1)", "B:30", "secondary"))
LEFT_ADDRESS_DAYS = InForce(value=90, under=icrra("22-4(1)", "B:30", "secondary"))

ACTIVITY_ENDS_WITH_MARRIAGE: InForce[frozenset[StatusCode]] = InForce(
    value=frozenset({"dependent"}), under=icrra("22-4(1)", "B:30b", "secondary")
)
"""REV-2: whose activity is to live as a spouse, though the status is not a spouse's (readings N56)."""


class Flag(Struct, frozen=True, kw_only=True):
    """A risk that stands from a day on, until something ends it."""

    rule: str
    since: date


def flags(case: Case) -> Iterator[Flag]:
    """Yield the flags that stand, or will stand if nothing else happens."""
    grant = case.grant_held
    if grant is None or grant.regime == "special-permanent":
        return
    yield from _activity(case, grant)
    if grant.regime == "resident" and case.present is not False:
        yield from _address(case)


def _activity(case: Case, grant: Grant) -> Iterator[Flag]:
    """REV-2 for statuses of table I, REV-3 for spouses."""
    if (stop := case.stopped.get("status")) and STATUSES[grant.status].table.startswith("I-"):
        months = HSP_2_ACTIVITY_MONTHS if grant.status == "hsp-2" else ACTIVITY_MONTHS
        last = legal_months(case.policy, stop.on, months.value)
        yield Flag(rule="REV-2", since=add_days(last, 1))
    if (
        (stop := case.stopped.get("spousal"))
        and grant.as_spouse
        and grant.status in {"spouse-of-japanese", "spouse-of-permanent-resident"}
    ):
        last = legal_months(case.policy, stop.on, SPOUSAL_ACTIVITY_MONTHS.value)
        yield Flag(rule="REV-3", since=add_days(last, 1))


def _address(case: Case) -> Iterator[Flag]:
    """REV-4 counts from the permission, REV-5 from leaving the place last notified."""
    new, notices = case.became_resident, case.address_notices
    clock = new is not None and new.on >= CARD_SYSTEM_SINCE
    if new is not None and clock and not any(n.on >= new.on for n in notices):
        yield Flag(rule="REV-4", since=_ninety_days(case, new.on, NEW_RESIDENT_ADDRESS_DAYS.value))
    if (left := _left_notified_place(case)) is not None:
        yield Flag(rule="REV-5", since=_ninety_days(case, left, LEFT_ADDRESS_DAYS.value))


def _left_notified_place(case: Case) -> date | None:
    """Return the first day on which the place last notified was left."""
    last_notice = max((n.on for n in case.address_notices), default=date.min)
    notified: Place | None = None
    for place in case.places:
        if place.since <= last_notice:
            notified = place
        elif notified is not None and notified.address is not None:
            return place.since if place.since >= CARD_SYSTEM_SINCE else None
    return None


def _ninety_days(case: Case, start: date, days: int) -> date:
    last = add_days(start, days)
    if case.policy.roll_90 == "ON":
        last, _ = roll(last, case.home)
    return add_days(last, 1)
