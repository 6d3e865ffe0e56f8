"""Grounds of revocation whose clocks can be counted (`domain.law.revocation`; REV-2 to REV-5).

They are flags, never findings. The ground is complete at the end of the last day of its clock; the flag
stands from the next day. Being abroad under re-entry permission excuses the address grounds (N20).
"""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from domain.law.address import FIRST_ADDRESS_DAYS, NEXT_ADDRESS_DAYS
from domain.law.calendar import add_days, legal_months, roll
from domain.law.revocation import (
    ACTIVITY_MONTHS,
    HSP_2_ACTIVITY_MONTHS,
    REV_2,
    REV_3,
    REV_4,
    REV_5,
    SPOUSAL_ACTIVITY_MONTHS,
    SPOUSES,
)
from domain.law.rule import Number, Rule
from domain.law.statuses import STATUSES
from domain.law.versions import CARD_SYSTEM_SINCE
from domain.spans.case import Case
from domain.spans.parts import Grant, PlaceLived


class Flag(Struct, frozen=True, kw_only=True):
    """A risk that stands from a day on, until something ends it."""

    rule: str
    since: date


def flags(case: Case) -> Iterator[Flag]:
    """Yield the flags that stand, or will stand if nothing else happens."""
    grant = case.grant_held
    if grant is None:
        return
    yield from _activity(case, grant)
    if grant.regime == "resident" and case.present is not False:
        yield from _address(case)


def _activity(case: Case, grant: Grant) -> Iterator[Flag]:
    """REV-2 for statuses of table I, REV-3 for spouses."""
    if (stop := case.stopped.get("status")) and STATUSES[grant.status].table_one:
        months = HSP_2_ACTIVITY_MONTHS if grant.status == "hsp-2" else ACTIVITY_MONTHS
        yield _after_months(case, REV_2, stop.on, months)
    if (stop := case.stopped.get("spousal")) and grant.as_spouse and grant.status in SPOUSES.on(stop.on):
        yield _after_months(case, REV_3, stop.on, SPOUSAL_ACTIVITY_MONTHS)


def _address(case: Case) -> Iterator[Flag]:
    """REV-4 counts from the permission, REV-5 from leaving the place last notified."""
    new, notices = case.became_resident, case.address_notices
    clock = new is not None and new.on >= CARD_SYSTEM_SINCE
    if new is not None and clock and not any(n.on >= new.on for n in notices):
        yield _after_days(case, REV_4, new.on, FIRST_ADDRESS_DAYS)
    if (left := _left_notified_place(case)) is not None:
        yield _after_days(case, REV_5, left, NEXT_ADDRESS_DAYS)


def _left_notified_place(case: Case) -> date | None:
    """Return the first day on which the place last notified was left."""
    last_notice = max((n.on for n in case.address_notices), default=date.min)
    notified: PlaceLived | None = None
    for place in case.places:
        if place.since <= last_notice:
            notified = place
        elif notified is not None and notified.address is not None:
            return place.since if place.since >= CARD_SYSTEM_SINCE else None
    return None


def _after_months(case: Case, rule: Rule, start: date, months: Number[int]) -> Flag:
    last = legal_months(case.policy, start, months.on(start))
    return Flag(rule=rule.id, since=add_days(last, 1))


def _after_days(case: Case, rule: Rule, start: date, days: Number[int]) -> Flag:
    last = add_days(start, days.on(start))
    if case.policy.roll_90 == "ON":
        last, _ = roll(last, case.home)
    return Flag(rule=rule.id, since=add_days(last, 1))
