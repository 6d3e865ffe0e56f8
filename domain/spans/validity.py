"""Until when a card is valid (ICRRA 19-5; SPRA 8, 9; VAL-1 to VAL-6, SPR-3) and how renewal differs by age.

The printed date counts. What is computed here only cross-checks it, with a day of tolerance, and only where
the computation is confirmed (readings N57).
"""

from datetime import date, timedelta
from typing import Literal

from domain.events.types import CardIssueReason
from domain.law.calendar import add_days, add_months_clamped, birthday, nth_birthday_after
from domain.law.in_person import in_person_from
from domain.law.provision import InForce, icrra, in_force, spra
from domain.law.rule import Regime
from domain.law.versions import rulebook_version
from domain.spans.case import Case, Computed, Grant

YEARS_OF_PERMANENT_CARD = (
    InForce(value=7, under=icrra("19-5(1)(i)", "A:1")),
    InForce[int | None](
        since=date(2026, 6, 14), value=None, under=icrra("19-5(1)", "B:40; B:41", "memory-medium")
    ),
)
"""VAL-1: years from issue for permanent residents and HSP(ii); since 2026-06-14 birthdays count instead."""

BIRTHDAYS_FROM_18 = InForce(
    since=date(2026, 6, 14), value=10, under=icrra("19-5(1)", "B:40; B:41", "memory-medium")
)
BIRTHDAYS_UNDER_18 = InForce(
    since=date(2026, 6, 14), value=5, under=icrra("19-5(1)", "B:40; B:41", "memory-medium")
)
"""VAL-1 from 2026-06-14, unconfirmed: through the n-th birthday after issue, by age at issue."""

BIRTHDAY_COUNT_AGE = 18

SPECIAL_PERMANENT_BIRTHDAYS = InForce(value=7, under=spra("8, 9", "B:35", "secondary"))
"""SPR-3: through the 7th birthday after issue, on renewal after the old expiry."""

CHILD_CARD_ENDS_BEFORE_BIRTHDAY_BY_DAYS = (
    InForce(value=0, under=icrra("19-5(1)(ii)", "A:76; B:19")),
    InForce(since=date(2023, 11, 1), value=1, under=icrra("19-5(1)(ii)", "A:1; B:19")),
)
"""VAL-2, VAL-4: a card of someone under 16 ends on the 16th birthday, since 2023-11-01 the day before."""

_BIRTHDAY_RULE_SINCE = date(2026, 6, 14)


def computed_validity(
    case: Case, issued_on: date, reason: CardIssueReason, regime: Regime | None
) -> Computed | None:
    """Return the last day of a card issued on a day as the law computes it; None where it says nothing."""
    grant, birth = case.grant, case.date_of_birth
    if grant is None or regime is None:
        return None
    key = rulebook_version(issued_on)
    child = issued_on < in_person_from(birth, issued_on)
    if regime == "special-permanent":
        return _special_permanent(case, issued_on, reason, key, child=child)
    checked = not (child and reason == "renewal")
    if grant.status in {"permanent-resident", "hsp-2"}:
        return _permanent(case, issued_on, key, child=child, checked=checked)
    return _bound_to_stay(grant, birth, issued_on, key, child=child, checked=checked)


def _permanent(case: Case, issued_on: date, key: str, *, child: bool, checked: bool) -> Computed:
    """VAL-1 and VAL-2; whether seven years end on the same day or the day before is open (`pr7_day`)."""
    birth = case.date_of_birth
    if issued_on >= _BIRTHDAY_RULE_SINCE:
        adult = issued_on >= birthday(birth, BIRTHDAY_COUNT_AGE)
        n = (BIRTHDAYS_FROM_18 if adult else BIRTHDAYS_UNDER_18).value
        rule = f"VAL-2@{key}" if child else f"VAL-1@{key}"
        return Computed(nth_birthday_after(birth, issued_on, n), rule, confirmed=False, checked=False)
    if child:
        return Computed(_child_end(birth, issued_on), f"VAL-2@{key}", confirmed=True, checked=checked)
    years = in_force(YEARS_OF_PERMANENT_CARD, issued_on).value or 0
    last = add_days(add_months_clamped(issued_on, 12 * years), -1 if case.policy.pr7_day == "MINUS_1" else 0)
    return Computed(last, f"VAL-1@{key}", confirmed=True, checked=checked)


def _bound_to_stay(
    grant: Grant, birth: date, issued_on: date, key: str, *, child: bool, checked: bool
) -> Computed | None:
    """VAL-3 and VAL-4; under 16 from 2026-06-14 the table is unresolved and nothing is checked (N51)."""
    expires_on = grant.expires_on
    if expires_on is None or issued_on > expires_on:
        return None
    if not child:
        return Computed(expires_on, f"VAL-3@{key}", confirmed=True, checked=checked)
    resolved = issued_on < _BIRTHDAY_RULE_SINCE
    end = min(expires_on, _child_end(birth, issued_on))
    return Computed(end, f"VAL-4@{key}", confirmed=resolved, checked=checked and resolved)


def _special_permanent(
    case: Case, issued_on: date, reason: CardIssueReason, key: str, *, child: bool
) -> Computed:
    """SPR-3."""
    birth, rule = case.date_of_birth, f"SPR-3@{key}"
    checked = not (child and reason == "renewal")
    if issued_on >= _BIRTHDAY_RULE_SINCE:
        adult = issued_on >= birthday(birth, BIRTHDAY_COUNT_AGE)
        n = (BIRTHDAYS_FROM_18 if adult else BIRTHDAYS_UNDER_18).value
        start = _renewed_from(case, issued_on, reason)
        return Computed(nth_birthday_after(birth, start, n), rule, confirmed=False, checked=False)
    if child:
        return Computed(_child_end(birth, issued_on), rule, confirmed=True, checked=checked)
    start = _renewed_from(case, issued_on, reason)
    end = nth_birthday_after(birth, start, SPECIAL_PERMANENT_BIRTHDAYS.value)
    return Computed(end, rule, confirmed=True, checked=checked)


def _renewed_from(case: Case, issued_on: date, reason: CardIssueReason) -> date:
    """A renewal counts from the old expiry, anything else from the day of issue."""
    if reason == "renewal" and case.card is not None:
        return case.card.valid_until
    return issued_on


def _child_end(birth: date, issued_on: date) -> date:
    days = in_force(CHILD_CARD_ENDS_BEFORE_BIRTHDAY_BY_DAYS, issued_on).value
    return in_person_from(birth, issued_on) - timedelta(days)


def renewal_of(birth: date, valid_until: date, expires_on: date | None) -> Literal["REN-1", "REN-2"] | None:
    """Return which renewal a card will need: none when it ends with the period of stay (ICRRA 19-11).

    REN-2 is for cards that end by the 16th birthday (readings N80), REN-1 for the others.
    """
    if expires_on is not None and valid_until >= expires_on:
        return None
    if valid_until <= in_person_from(birth, valid_until):
        return "REN-2"
    return "REN-1" if expires_on is None else None
