"""Counting days as the law does: periods, windows, birthdays, closed days, roll-over.

Civil Code arts. 138 to 143 (periods); Act on Holidays of Administrative Organs arts. 1, 2 (national desks);
Local Autonomy Act art. 4-2 (municipal desks). Rulebook section 14, AR-1 to AR-12.

All days are civil days in Asia/Tokyo. Days before year 1 and after year 9999 do not exist: what would lie
there is the first or the last day there is.
"""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.metadata import version
from typing import Literal

from msgspec import Struct

from domain.law.offices import local_closed_days
from domain.law.provision import InForce, Provision, Text
from domain.law.rule import Number
from domain.policy import Policy

YEAR_END: Number[tuple[tuple[int, int], ...]] = Number(
    (
        InForce(
            value=((12, 29), (12, 30), (12, 31), (1, 2), (1, 3)), under=Provision("AHA", "1(1)(iii)", "A:25")
        ),
    ),
    Text("year end, month and day", "年末年始の月日"),
)
"""29 December to 3 January; 1 January is a public holiday."""

CALENDAR_VERSION = f"JP-holidays-{version('holidays')}"
"""The holiday data behind every rolled day; part of each projection's version.

It goes to the end of 2099: later years close on weekends and at year end.
"""

ClosedKind = Literal["saturday", "sunday", "holiday", "year-end", "local"]


class ClosedDay(Struct, frozen=True, gc=False):
    """A day on which the desk is closed: `saturday`, `sunday`, `year-end`, `local`, or a public holiday.

    `name`, `name_ja` are those of the holiday or local day, empty for weekends and the year end.
    """

    on: date
    kind: ClosedKind
    name: str = ""
    name_ja: str = ""


class Counted(Struct, frozen=True, kw_only=True, gc=False, cache_hash=True):
    """How a due day was counted: so many days, months or years from a day, or the day itself.

    `first_on` is the day of the trigger, which is not counted; `raw_due_on` is the last day before any
    roll-over; `closed` are the days that moved it, in order; `due_on` is the last day.
    """

    first_on: date
    days: int = 0
    months: int = 0
    raw_due_on: date
    closed: tuple[ClosedDay, ...] = ()
    due_on: date


_ONE_DAY = timedelta(days=1)
CACHED_DAYS = 1 << 16
"""Of so many days, or periods from a day, is remembered what was computed."""


@lru_cache(CACHED_DAYS)
def add_days(day: date, days: int) -> date:
    """Return the last day of a period of so many days, the first day not counted (Civil Code 140; AR-1)."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


@lru_cache(CACHED_DAYS)
def add_months_clamped(day: date, months: int) -> date:
    """Return the same day of the month so many months on (or back), or that month's last day."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return date.max if months > 0 else date.min
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


@lru_cache(CACHED_DAYS)
def add_months_civil(day: date, months: int) -> date:
    """Return the last day of a period of months that starts the day after `day` (Civil Code 143; AR-4, AR-5).

    The period ends the day before the day that corresponds to its first day, or with the month if there is
    no such day: two months from 30 June end on 31 August.
    """
    first = add_days(day, 1)
    corresponding = add_months_clamped(first, months)
    if corresponding.day != first.day or corresponding == date.max:
        return corresponding
    return corresponding - _ONE_DAY


def months_before(day: date, months: int) -> date:
    """Return the first day of a window that opens so many months before, clamped to the month (AR-6)."""
    return add_months_clamped(day, -months)


@lru_cache(CACHED_DAYS)
def birthday(birth: date, age: int) -> date:
    """Return the birthday on which someone becomes `age`; 28 February in common years for 29 February."""
    return add_months_clamped(birth, 12 * age)


def nth_birthday_after(birth: date, day: date, n: int) -> date:
    """Return the n-th birthday strictly after a day (ICRRA 19-5(1), VAL-6)."""
    age = max(day.year - birth.year, 0)
    first = age if birthday(birth, age) > day else age + 1
    return birthday(birth, first + n - 1)


@cache
def _public_holidays(year: int) -> Mapping[date, tuple[str, str]]:
    """Names in English and Japanese of the public holidays of one year."""
    from holidays import country_holidays  # noqa: PLC0415 - takes longer to import than a server to start

    english = country_holidays("JP", years=year, language="en_US")
    japanese = country_holidays("JP", years=year, language="ja")
    return {day: (english[day], japanese[day]) for day in english}


def load() -> None:
    """Read the holidays now: else the first day that is counted takes half a second more."""
    _public_holidays(2012)  # any year: what takes long is the first one


@lru_cache(1 << 12)
def with_days_of_its_own(municipality_code: str | None) -> str | None:
    """Return a municipality that closes on other days than a national desk; None for all others.

    What is counted for one of those is counted for all of them.
    """
    return municipality_code if municipality_code and local_closed_days(municipality_code) else None


@lru_cache(CACHED_DAYS)
def closed(day: date, municipality_code: str | None = None) -> ClosedDay | None:
    """Return why desks are closed on a day, or None when they are open (AR-8, AR-9).

    Without a municipality the desk is a national one.
    """
    if names := _public_holidays(day.year).get(day):
        return ClosedDay(day, "holiday", *names)
    if day.weekday() > 4:
        return ClosedDay(day, "saturday" if day.weekday() == 5 else "sunday")
    if (day.month, day.day) in YEAR_END.on(day):
        return ClosedDay(day, "year-end")
    if municipality_code is not None:
        for local in local_closed_days(municipality_code):
            if (local.month, local.day) == (day.month, day.day):
                return ClosedDay(day, "local", local.name, local.name_ja)
    return None


@lru_cache(CACHED_DAYS)
def roll(day: date, municipality_code: str | None = None) -> tuple[date, tuple[ClosedDay, ...]]:
    """Return the next day, from `day` on, on which the desk is open, and the closed days between (AR-7)."""
    found: list[ClosedDay] = []
    while (reason := closed(day, municipality_code)) and day < date.max:
        found.append(reason)
        day += _ONE_DAY
    return day, tuple(found)


def legal_months(policy: Policy, day: date, months: int) -> date:
    """Return the last day of a period of months where a status is gained or lost (AR-5, `month_end`)."""
    return (add_months_clamped if policy.month_end == "CLAMP" else add_months_civil)(day, months)


def shown_months(policy: Policy, day: date, months: int) -> date:
    """Return the last day of a period of months as it is shown to people, the earlier reading by default."""
    return (add_months_civil if policy.month_end == "CIVIL" else add_months_clamped)(day, months)


@lru_cache(CACHED_DAYS)
def counted_days(
    day: date,
    days: int,
    midnight_start: bool = False,  # noqa: FBT001, FBT002 - a cache key
    municipality_code: str | None = None,
) -> Counted:
    """Return so many days counted from a day, rolled to the next open day of a desk (AR-1, AR-2, AR-7)."""
    raw = add_days(day, days - 1 if midnight_start else days)
    due_on, moved_by = roll(raw, municipality_code)
    return Counted(first_on=day, days=days, raw_due_on=raw, closed=moved_by, due_on=due_on)


@lru_cache(CACHED_DAYS)
def fixed_day(day: date, *, rolls: bool, municipality_code: str | None = None) -> Counted:
    """Return a last day that is printed or decided, not counted: rolled for a filing, else as it stands."""
    due_on, moved_by = roll(day, municipality_code) if rolls else (day, ())
    return Counted(first_on=day, raw_due_on=day, closed=moved_by, due_on=due_on)


def counted_months(day: date, months: int, last: date) -> Counted:
    """Return a period of months from a day, or its earlier end, that does not roll (AR-10)."""
    return Counted(first_on=day, months=months, raw_due_on=last, due_on=last)
