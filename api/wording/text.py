"""The two languages of answers: choosing a sentence, writing a day, a period, an article."""

import re
from collections.abc import Mapping
from datetime import date

from domain.law.provision import Text
from domain.law.statuses import duration

_WEEKDAYS = (
    ("Mon", "月"),
    ("Tue", "火"),
    ("Wed", "水"),
    ("Thu", "木"),
    ("Fri", "金"),
    ("Sat", "土"),
    ("Sun", "日"),
)
_LAWS: Mapping[str, str] = {
    "ICRRA": "入管法",
    "ICRRA enforcement regulation": "入管法施行規則",
    "SPRA": "入管特例法",
    "JBA": "住民基本台帳法",
    "Civil Code": "民法",
    "Nationality Act": "国籍法",
    "AHA": "行政機関の休日に関する法律",
    "LAA": "地方自治法",
    "Sapporo city page": "札幌市のページ",
    "City page": "札幌市のページ",
}
_ARTICLE = re.compile(r"(?P<article>\d+)(?P<branch>(?:-\d+)*)(?P<paragraph>\(\d+\))?(?P<item>\([ivx]+\))?")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


def said(text: Text, language: str) -> str:
    """Return the sentence in a language: `ja`, or English for any other."""
    return text.ja if language == "ja" else text.en


def day(on: date, language: str) -> str:
    """Return a day with its weekday: `2026-09-05 (Sat)`, `2026-09-05(土)`."""
    en, ja = _WEEKDAYS[on.weekday()]
    return f"{on}({ja})" if language == "ja" else f"{on} ({en})"


def count(months: int, days: int, language: str) -> str:
    """Return a number of months (whole years as such) and days in words: `1 year`, `2 months`, `14 days`."""
    years, months = divmod(months, 12) if months % 12 == 0 else (0, months)
    units = ((years, "year", "年"), (months, "month", "月"), (days, "day", "日"))
    if language == "ja":
        return "".join(f"{n}{ja}" for n, _, ja in units if n)
    return " ".join(f"{n} {en}{'' if n == 1 else 's'}" for n, en, _ in units if n)


def period_of_stay(period: str | None, language: str) -> str:
    """Return a period of stay in words; None is indefinite."""
    if period is None:
        return "無期限" if language == "ja" else "indefinite"
    months, days = duration(period)
    years, months = divmod(months, 12)
    parts = (count(years * 12, 0, language), count(months, days, language))
    return ("" if language == "ja" else " ").join(part for part in parts if part)


def law(name: str, language: str) -> str:
    """Return a law's short name."""
    return _LAWS.get(name, name) if language == "ja" else name


def articles(text: str, language: str) -> str:
    """Return articles as written in the language: `19-9(1)` is `19条の9第1項`."""
    return _ARTICLE.sub(_article, text).replace(", ", "、") if language == "ja" else text


def citation(basis: str, language: str) -> str:
    """Return a basis such as `ICRRA art. 19-9(1)` as written in the language."""
    name, found, rest = basis.partition(" art. ")
    if language != "ja" or not found:
        return basis
    return f"{law(name, language)}{articles(rest, language)}"


def _article(found: re.Match[str]) -> str:
    branch = found["branch"].replace("-", "の")
    paragraph = "" if found["paragraph"] is None else f"第{found['paragraph'][1:-1]}項"
    item = "" if found["item"] is None else f"第{_ROMAN.index(found['item'][1:-1]) + 1}号"
    return f"{found['article']}条{branch}{paragraph}{item}"
