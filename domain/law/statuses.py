"""What a status of residence allows and asks: periods of stay, who gets a card, which notices are owed.

ICRRA 2-2, 19-3 and enforcement regulation 3, 19-5 (cards and periods); ICRRA 19-16 (notices).
The functions here are called for every grant of every fold: they look up, they do not search.
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from domain.events.types import Detail, StatusCode
from domain.law.calendar import add_days, add_months_clamped
from domain.law.holders import DESIGNATED_WITHOUT_CARD, SHORT_STAY_MONTHS
from domain.law.provision import Dated, InForce, always
from domain.law.rule import DutyRule
from domain.law.status_table import STATUS_TABLE, STATUSES_OF_2027, Periods, Status

STATUSES: Mapping[StatusCode, Status] = {s.code: s for s in STATUS_TABLE}

NOT_YET_GIVEN: Dated[frozenset[StatusCode]] = always(
    frozenset[StatusCode]({"skill-development", "intra-company-transferee-2"}), STATUSES_OF_2027
).later(InForce(since=date(2027, 4, 1), value=frozenset[StatusCode](), under=STATUSES_OF_2027))
"""Statuses that nobody is granted before they begin (readings N62)."""

NOT_LANDED_WITH: Dated[frozenset[StatusCode]] = always(frozenset[StatusCode](), STATUSES_OF_2027).later(
    InForce(
        since=date(2027, 7, 1),
        value=frozenset({"technical-intern-1", "technical-intern-2", "technical-intern-3"}),
        under=STATUSES_OF_2027,
    )
)
"""Statuses with which nobody lands any more; later stages are still granted in Japan (N62)."""


class Duration(NamedTuple):
    """A period counted out: whole months (twelve to the year), then days."""

    months: int
    days: int

    def after(self, day: date) -> date:
        """Return the day so much later; a day its month does not have becomes the month's last."""
        return add_days(add_months_clamped(day, self.months), self.days)


_CACHED = 1 << 14
"""How many answers of each kind are kept: statuses, periods and days of grants repeat themselves."""

_ISO = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?")


@lru_cache(maxsize=1024)
def duration(period: str) -> Duration:
    """Return an ISO 8601 period of years, months and days counted out; ValueError for anything else."""
    found = _ISO.fullmatch(period)
    if found is None:
        message = f"not a period of stay: {period!r}"
        raise ValueError(message)
    years, months, days = (int(n or 0) for n in found.groups())
    return Duration(years * 12 + months, days)


class _Choice(NamedTuple):
    """Periods of stay with their durations counted out once."""

    listed: frozenset[Duration]
    longest: Duration | None
    indefinite: bool
    open_ended: bool


@cache
def _choice(periods: Periods) -> _Choice:
    longest = None if periods.at_most is None else duration(periods.at_most)
    listed = frozenset(map(duration, periods.listed))
    return _Choice(listed, longest, periods.indefinite, periods.open_ended)


def status(code: StatusCode) -> Status:
    """Return the entry of a status."""
    return STATUSES[code]


@lru_cache(_CACHED)
def given_on(code: StatusCode, day: date, *, landing: bool) -> bool:
    """Whether the status was already, or is still, granted on a day: at landing or otherwise."""
    if code in NOT_YET_GIVEN.on(day):
        return False
    return not (landing and code in NOT_LANDED_WITH.on(day))


@lru_cache(_CACHED)
def period_allowed(code: StatusCode, period: str | None, granted_on: date) -> bool:
    """Whether the status may be granted for this period on this day (None: indefinite), readings N29.

    A designated period is allowed up to its maximum, counted from the day of the grant.
    """
    choice = _choice(STATUSES[code].periods.on(granted_on))
    if choice.open_ended:
        return True
    if period is None:
        return choice.indefinite
    granted = duration(period)
    if granted in choice.listed:
        return True
    longest = choice.longest
    if longest is None:
        return False
    if granted.days == longest.days:
        return granted.months <= longest.months
    return granted.after(granted_on) <= longest.after(granted_on)


@lru_cache(_CACHED)
def is_mid_to_long_term(
    code: StatusCode, detail: Detail | None, period: str | None, granted_on: date
) -> bool:
    """Whether the grant makes its holder a mid- to long-term resident (X1 to X5, ICRRA 19-3).

    X1 by readings N29: the period must end later than three months after the day of the grant.
    """
    if not STATUSES[code].card:
        return False
    if code == "designated-activities" and detail in DESIGNATED_WITHOUT_CARD.on(granted_on):
        return False
    if period is None:
        return True
    granted, short = duration(period), Duration(SHORT_STAY_MONTHS.on(granted_on), 0)
    return granted.months > short.months or granted.after(granted_on) > short.after(granted_on)


def notice_rule(code: StatusCode, detail: Detail | None, contract_in_japan: bool) -> DutyRule | None:  # noqa: FBT001
    """Return the rule under which a change of organisation is notified, None where none is owed.

    ICRRA 19-16(i) is ORG-1, (ii) ORG-2. For `hsp-2` the work done decides; unknown work counts as (a), (b).
    """
    held = STATUSES[code]
    if held.notice_needs_contract and not contract_in_japan:
        return None
    if detail is not None and detail in held.notice_by_detail:
        return held.notice_by_detail[detail]
    return held.notice


def spouse_notice(code: StatusCode, detail: Detail | None, as_spouse: bool) -> bool:  # noqa: FBT001
    """Whether divorce or the spouse's death must be notified (SPO-1, ICRRA 19-16(iii)): only as a spouse."""
    if not as_spouse:
        return False
    return STATUSES[code].spouse_notice or (code == "designated-activities" and detail == "researcher-spouse")
