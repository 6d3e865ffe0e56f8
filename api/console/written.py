"""Places, countries and periods as people write them at the desk, and the codes that are recorded for them.

What cannot be read stays as it was typed: the API says what is wrong with it.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Final

from api.wording.text import day as worded_day
from api.wording.text import period_of_stay
from domain.events.written import day, municipality_code
from domain.law.municipalities import full_name, newest
from domain.law.status_table import STATUS_TABLE
from domain.law.statuses import duration

_PERIOD: Final = re.compile(
    r"(?:(\d+)(?:年間?|years?|y))?(?:(\d+)(?:[かヶケカヵ箇]?月間?|months?|m))?(?:(\d+)(?:日間?|days?|d))?",
    re.ASCII,
)


@cache
def municipalities() -> Mapping[str, str]:
    """Return the municipalities there are, by code, each as it is chosen and shown: 札幌市西区.

    Where two have one name the code stands beside it.
    """
    names = {there.code: full_name(there.code) or there.code for there in newest() if there.until is None}
    often = {name for name, times in Counter(names.values()).items() if times > 1}
    return {code: f"{name} {code}" if name in often else name for code, name in names.items()}


@cache
def _codes() -> Mapping[str, str]:
    """Return codes by name: what there was, what there is, without its prefecture where that is enough."""
    were = {full_name(there.code) or there.code: there.code for there in newest() if there.until is not None}
    short = [there for there in newest() if there.until is None]
    times = Counter(there.name_ja for there in short)
    alone = {there.name_ja: there.code for there in short if times[there.name_ja] == 1}
    full = {name: code for code, name in municipalities().items()}
    return {_plain(name): code for name, code in (were | alone | full).items()}


def municipality_typed(text: str) -> str:
    """Return the code of a municipality by its name, 札幌市西区, 福岡県糸島市 or 糸島市, or by its code."""
    return _codes().get(_plain(text)) or municipality_code(text)


def municipality_shown(code: str) -> str:
    """Return a municipality as it is typed: by its name where that names it and no other."""
    name = municipalities().get(code) or full_name(code) or code
    return name if municipality_typed(name) == code else code


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
    """Return a day that somebody typed with its weekday and era, None when it is none."""
    try:
        found = day(text)
    except ValueError:
        return None
    return None if found is None else worded_day(found, language)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
