"""Until when a card is valid as the law computes it (`domain.law.validity`), and which renewal it will need.

The printed date counts. What is computed here only cross-checks it, with a day of tolerance, and only where
the computation is confirmed (readings N57).
"""

from datetime import date, timedelta

from msgspec import structs

from domain.events.types import CardIssueReason
from domain.law.calendar import add_days, add_months_clamped, birthday, nth_birthday_after
from domain.law.renewal import REN_1, REN_2
from domain.law.rule import DutyRule, Regime, Rule
from domain.law.validity import (
    BIRTHDAY_COUNT_AGE,
    BIRTHDAYS_FROM_18,
    BIRTHDAYS_UNDER_18,
    CARD_YEARS,
    CERTIFICATE_BIRTHDAYS,
    CHILD_CARD_ENDS,
    CHILD_CARD_WITHOUT_PERIOD_ENDS,
    CHILD_CERTIFICATE_ENDS,
    SPR_3,
    VAL_1,
    VAL_2,
    VAL_3,
    VAL_4,
    WITHOUT_PERIOD,
    sixteenth_birthday,
)
from domain.law.versions import rulebook_version
from domain.spans.case import Case
from domain.spans.parts import Computed


def computed_validity(
    case: Case, issued_on: date, reason: CardIssueReason, regime: Regime | None
) -> Computed | None:
    """Return the last day of a card issued on a day as the law computes it; None where it says nothing.

    Not checked is what rests on an unconfirmed rule, and a child's renewed card (N51); and what would be
    another day if a birth that is known in part was not on the latest day that it may have been.
    """
    if case.grant is None or regime is None:
        return None
    computed = _computed(case, case.born_by, issued_on, reason, regime)
    if computed is not None and case.born_from != case.born_by:
        earliest = _computed(case, case.born_from, issued_on, reason, regime)
        if earliest is not None and earliest.valid_until != computed.valid_until:
            return structs.replace(computed, checked=False)
    return computed


def _computed(
    case: Case, birth: date, issued_on: date, reason: CardIssueReason, regime: Regime
) -> Computed | None:
    grant = case.grant
    assert grant is not None
    sixteenth = sixteenth_birthday(birth, issued_on)
    child, expires_on = issued_on < sixteenth, grant.expires_on
    rule: Rule
    if regime == "special-permanent":
        rule = SPR_3
        last = _certificate(case, birth, issued_on, reason, sixteenth if child else None)
    elif grant.status in WITHOUT_PERIOD.on(issued_on):
        rule = VAL_2 if child else VAL_1
        last = _without_period(case, birth, issued_on, sixteenth if child else None)
    elif expires_on is None or issued_on > expires_on:
        return None
    else:
        rule = VAL_4 if child else VAL_3
        bound = timedelta(CHILD_CARD_ENDS.on(issued_on))
        last = min(expires_on, sixteenth - bound) if child else expires_on
    confirmed = rule.under(issued_on).confirmed
    checked = confirmed and not (child and reason == "renewal")
    return Computed(last, f"{rule.id}@{rulebook_version(issued_on)}", confirmed, checked)


def _without_period(case: Case, birth: date, issued_on: date, sixteenth: date | None) -> date:
    """VAL-1 and, with the 16th birthday of a child, VAL-2.

    Whether seven years end on the same day or the day before is open (`pr7_day`).
    """
    before, years = CHILD_CARD_WITHOUT_PERIOD_ENDS.on(issued_on), CARD_YEARS.on(issued_on)
    if sixteenth is not None and before is not None:
        return sixteenth - timedelta(before)
    if years is None:
        return _birthday_after(birth, issued_on, issued_on)
    last = add_months_clamped(issued_on, 12 * years)
    return add_days(last, -1 if case.policy.pr7_day == "MINUS_1" else 0)


def _certificate(
    case: Case, birth: date, issued_on: date, reason: CardIssueReason, sixteenth: date | None
) -> date:
    """SPR-3: a renewal counts from the old expiry, anything else from the day of issue."""
    before, birthdays = CHILD_CERTIFICATE_ENDS.on(issued_on), CERTIFICATE_BIRTHDAYS.on(issued_on)
    if sixteenth is not None and before is not None:
        return sixteenth - timedelta(before)
    start = case.card.valid_until if reason == "renewal" and case.card is not None else issued_on
    if birthdays is None:
        return _birthday_after(birth, issued_on, start)
    return nth_birthday_after(birth, start, birthdays)


def _birthday_after(birth: date, issued_on: date, start: date) -> date:
    """The birthday after a start on which a card ends, by the age at issue."""
    adult = issued_on >= birthday(birth, BIRTHDAY_COUNT_AGE.on(issued_on))
    n = (BIRTHDAYS_FROM_18 if adult else BIRTHDAYS_UNDER_18).on(issued_on)
    return nth_birthday_after(birth, start, n)


def renewal_of(birth: date, issued_on: date, valid_until: date, expires_on: date | None) -> DutyRule | None:
    """Return which renewal a card will need: none when it ends with the period of stay (ICRRA 19-11).

    REN-2 is for cards that end by the 16th birthday (readings N80), REN-1 for the others.
    """
    if expires_on is not None and valid_until >= expires_on:
        return None
    if valid_until <= sixteenth_birthday(birth, issued_on):
        return REN_2
    return REN_1 if expires_on is None else None
