"""Days, municipality codes and card numbers as people write them, turned into what is recorded.

Full-width and half-width characters are the same everywhere, and spaces do not count.
"""

import re
import unicodedata
from datetime import date
from typing import Final

from msgspec import Struct

from domain.events.birth import latest_day
from domain.events.types import BirthDay


class Era(Struct, frozen=True):
    """An era of the Japanese calendar; year 1 is that of its first day."""

    name: str
    letter: str
    began: date


ERAS: Final = (
    Era("明治", "M", date(1868, 1, 1)),
    Era("大正", "T", date(1912, 7, 30)),
    Era("昭和", "S", date(1926, 12, 25)),
    Era("平成", "H", date(1989, 1, 8)),
    Era("令和", "R", date(2019, 5, 1)),
)
_BY_NAME: Final = {name: era for era in ERAS for name in (era.name, era.letter)}

_DAY: Final = re.compile(
    r"""(?: (?P<era> 明治|大正|昭和|平成|令和|[MTSHR] ) (?P<of> \d{1,2}|元 ) | (?P<year> \d{4} ) )
    (?P<by> [-/.] ) (?P<month> \d{1,2} ) (?P=by) (?P<day> \d{1,2} )""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_PART_OF_A_DAY: Final = re.compile(
    r"""(?: (?P<era> 明治|大正|昭和|平成|令和|[MTSHR] ) (?P<of> \d{1,2}|元 ) | (?P<year> \d{4} ) )
    (?: (?P<by> [-/.] ) (?P<month> \d{1,2} ) (?: (?P=by) 00? )? | (?P<no_day> \d{2} ) 00 )?""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_NOT_KNOWN: Final = re.compile(r"\(?月?日不[明詳]\)?\Z")
"""What is written after the part of a day of birth that is known."""
_EIGHT_DIGITS: Final = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_SIX_DIGITS: Final = re.compile(r"\d{6}", re.ASCII)
_DASHES: Final = dict.fromkeys(map(ord, "‐‑‒–—―−ー"), "-")
"""What a keyboard set to Japanese, or a word processor, makes of a hyphen."""
_BETWEEN: Final = {**_DASHES, ord("年"): "-", ord("月"): "-"}


def era(name: str) -> Era:
    """Return an era by its name or letter; raises KeyError."""
    return _BY_NAME[name.upper()]


def day(text: str) -> date | None:
    """Return the day a text stands for, None when it is not written as one.

    Read are `2026-11-20`, `2026/11/20`, `2026.11.20`, `20261120`, `2026年11月20日`, `令和8年11月20日` and
    `R8.11.20`. An era's years run on past its end, as on older papers. Raises ValueError for a day that no
    calendar has, and for one before its era began.
    """
    plain = _plain(text).translate(_BETWEEN).removesuffix("日")
    if found := _EIGHT_DIGITS.fullmatch(plain):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if (found := _DAY.fullmatch(plain)) is None:
        return None
    month, number = int(found["month"]), int(found["day"])
    if found["era"] is None:
        return date(int(found["year"]), month, number)
    return _in_its_era(found["era"], date(_year(found), month, number))


def birth_day(text: str) -> BirthDay | None:
    """Return the day of birth that a text stands for, or as much of it as is known; None when it is none.

    Read are days, and `1990`, `1990年`, `1990-05`, `1990年5月`, `平成2年`, `H2.5`, each also with zeros or
    `不明` for what is not known (`1990-00-00`, `1990年5月日不明`). Raises ValueError as `day` does.
    """
    known = _NOT_KNOWN.sub("", _plain(text)).removesuffix("年").removesuffix("月").removesuffix("日")
    plain = known.translate(_BETWEEN)
    if (found := _PART_OF_A_DAY.fullmatch(plain)) is None:
        written = day(text)
        return None if written is None else written.isoformat()
    year, month = _year(found), int(found["month"] or found["no_day"] or 0)
    born = f"{year:04}-{month:02}" if month else f"{year:04}"
    latest = latest_day(born)
    if found["era"] is not None:
        _in_its_era(found["era"], latest)
    return born


def _year(found: re.Match[str]) -> int:
    """Return the Western year of a day written with that or with the year of an era."""
    if found["era"] is None:
        return int(found["year"])
    return era(found["era"]).began.year - 1 + (1 if found["of"] == "元" else int(found["of"]))


def _in_its_era(name: str, written: date) -> date:
    """Return a day that is written with an era; raises ValueError when that had not begun."""
    if written < era(name).began:
        message = "the era had not begun"
        raise ValueError(message)
    return written


def municipality_code(text: str) -> str:
    """Return the five digits of a code that may have its sixth, the check digit; any other text plain.

    A sixth digit that does not fit the five stays, and makes no code.
    """
    plain = _plain(text)
    return plain[:5] if _SIX_DIGITS.fullmatch(plain) and plain[5] == check_digit(plain) else plain


def check_digit(code: str) -> str:
    """Return the check digit of a municipality code by its first five digits (JIS X 0402)."""
    weighted = sum(weight * int(digit) for weight, digit in zip((6, 5, 4, 3, 2), code, strict=False))
    return str(11 - weighted % 11)[-1]


def with_check_digit(code: str | None) -> str | None:
    """Return the six digits by which other systems know a municipality: its five, and their check digit.

    None where there is no municipality.
    """
    return None if code is None else code + check_digit(code)


def card_number(text: str) -> str:
    """Return a card number in capitals, without the spaces and hyphens that part its letters from digits."""
    plain = _plain(text).translate(_DASHES).replace("-", "")
    return plain.upper() if plain.isascii() else plain


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(" ", "")
