"""Civil days: periods, closed days, birthdays. Written from the rulebook, sections 3 and 14."""

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import cache

import holidays

DAY = timedelta(days=1)
JAPAN = holidays.country_holidays("JP")


def days(day: date, number: int) -> date:
    """AR-1: the day of the event is not counted."""
    return day + timedelta(days=number)


def clamped(day: date, months: int) -> date:
    """Same day of the month; where there is none, the last day of the month."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def civil(day: date, months: int) -> date:
    """AR-4, AR-5: count from the next day; the period ends the day before the matching day."""
    start = day + DAY
    years, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if start.day > monthrange(years, month + 1)[1]:
        return date(years, month + 1, monthrange(years, month + 1)[1])
    return date(years, month + 1, start.day) - DAY


def same_day_years_later(day: date, years: int) -> date:
    return clamped(day, 12 * years)


@cache
def closed(day: date, municipality: str | None) -> bool:
    """AR-8, AR-9. `municipality` is a code for a municipal desk, None for a bureau."""
    if day.weekday() >= 5 or day in JAPAN:
        return True
    if (day.month, day.day) in {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}:
        return True
    if municipality and municipality.startswith("47") and (day.month, day.day) == (6, 23):
        return True
    return bool(municipality and municipality.startswith("341") and (day.month, day.day) == (8, 6))


def roll(day: date, municipality: str | None = None) -> date:
    """AR-7: a last day on a closed day moves to the next open day."""
    while closed(day, municipality):
        day += DAY
    return day


@cache
def possible_births(born: str) -> tuple[date, date]:
    """The first and the last day that may be meant: all days of the year whose writing begins so."""
    year = date(int(born[:4]), 1, 1)
    found = [day for day in (year + DAY * n for n in range(366)) if day.isoformat().startswith(born)]
    return found[0], found[-1]


def birthday(born: date, age: int) -> date:
    """The day on which the age is reached; 28 February for a 29 February in a common year (VAL-6)."""
    return clamped(born, 12 * age)


def nth_birthday_after(born: date, day: date, number: int) -> date:
    """Birthdays strictly after the day."""
    age = 0
    while birthday(born, age) <= day:
        age += 1
    return birthday(born, age + number - 1)


def end_by_civil(day: date, period: str) -> date:
    """The same, months by the Civil Code (AR-5)."""
    parts = re.findall(r"(\d+)([YMD])", period)
    years, months, number = (sum(int(n) for n, sign in parts if sign == unit) for unit in "YMD")
    return days(civil(day, 12 * years + months), number)


def end_of_period(day: date, period: str) -> date:
    """The day a period of stay (`P1Y3M`, `P30D`) counted from `day` reaches."""
    parts = re.findall(r"(\d+)([YMD])", period)
    years, months, number = (sum(int(n) for n, sign in parts if sign == unit) for unit in "YMD")
    return days(clamped(day, 12 * years + months), number)
