"""Places, countries and periods as people write them at the desk, and the codes that are recorded for them.

What cannot be read stays as it was typed: the API says what is wrong with it.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Final

from api.console.places import places_called
from api.wording.nationalities import NATIONALITY_NAMES
from api.wording.text import birth_day as worded_birth
from api.wording.text import day as worded_day
from api.wording.text import echoed_birth, echoed_day, period_of_stay
from domain.events.types import BirthDay
from domain.events.written import birth_day, day, municipality_code
from domain.law.municipalities import full_name, newest
from domain.law.status_table import STATUS_TABLE
from domain.law.statuses import duration

_PERIOD: Final = re.compile(
    r"(?:(\d+)(?:年間?|years?|y))?(?:(\d+)(?:[かヶケカヵ箇]?月間?|months?|m))?(?:(\d+)(?:日間?|days?|d))?",
    re.ASCII,
)


@cache
def municipalities() -> Mapping[str, str]:
    """Return the municipalities there are, by code, each as it is chosen and shown: 札幌市西区."""
    return {there.code: municipality_shown(there.code) for there in newest() if there.until is None}


def municipality_typed(text: str) -> str:
    """Return the code of the one municipality that a text names, else the text as the API will refuse it."""
    found = places_called(text)
    return found[0] if len(found) == 1 else municipality_code(text)


def municipality_shown(code: str) -> str:
    """Return a municipality as it is typed: by its name where that names no other, else by its code."""
    name = full_name(code) or code
    return name if places_called(name) == (code,) else code


@cache
def _nationalities() -> Mapping[str, str]:
    names = NATIONALITY_NAMES.items()
    return {_plain(written): code for code, name in names for written in (name.en, name.ja, code)}


def nationality_typed(text: str) -> str:
    """Return the code of a nationality by its name in either language, else the text as it is."""
    return _nationalities().get(_plain(text), text.strip())


def period_typed(text: str) -> str:
    """Return a period of stay as it is recorded: `P1Y3M` for `1年3月`, `1 year 3 months` or `1y3m`."""
    plain = _plain(text)
    found = _PERIOD.fullmatch(plain)
    if found is None or not plain:
        return unicodedata.normalize("NFKC", text).strip().upper()
    numbers = zip(found.groups(), "YMD", strict=True)
    return "P" + "".join(f"{int(number)}{unit}" for number, unit in numbers if number)


def period_shown(period: str, language: str) -> str:
    """Return a period of stay as it is typed: `1年3月`, `1 year 3 months`."""
    try:
        said = period_of_stay(period, language)
    except ValueError:
        return period
    return said if period_typed(said) == period else period


@cache
def periods(language: str) -> tuple[str, ...]:
    """Return the periods of stay that some status is granted for, in words, the longest first."""
    table = [entry.value for status in STATUS_TABLE for entry in status.periods.entries]
    some = {period for row in table for period in (*row.listed, row.at_most) if period is not None}
    return tuple(period_shown(period, language) for period in sorted(some, key=duration, reverse=True))


def day_shown(text: str, language: str) -> str | None:
    """Return a day that somebody typed in words, None when it is none."""
    found = day_typed(text)
    return None if found is None else worded_day(found, language)


def day_echoed(text: str, language: str) -> str | None:
    """Return a day that somebody typed with its weekday and era, None when it is none."""
    found = day_typed(text)
    return None if found is None else echoed_day(found, language)


def birth_shown(text: str, language: str) -> str | None:
    """Return a day of birth that somebody typed, or the part of it that is known, in words; None for none."""
    found = birth_typed(text)
    return None if found is None else worded_birth(found, language)


def birth_echoed(text: str, language: str) -> str | None:
    """Return the same to hold against what was typed: weekday and era, or from which day ages count."""
    found = birth_typed(text)
    return None if found is None else echoed_birth(found, language)


def birth_typed(text: str) -> BirthDay | None:
    """Return the day of birth that somebody typed, or as much of it as is known; None when it is none."""
    try:
        return birth_day(text)
    except ValueError:
        return None


def day_typed(text: str) -> date | None:
    """Return the day that somebody typed, in Western or Japanese form; None when it is none."""
    try:
        return day(text)
    except ValueError:
        return None


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
