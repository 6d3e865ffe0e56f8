"""The two languages of answers: choosing a sentence, writing a day, a period, an article."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from adapters.clock import TOKYO
from domain.events.birth import earliest_day, known_in_part, latest_day
from domain.events.types import BirthDay
from domain.events.written import ERAS
from domain.law.provision import Text
from domain.law.statuses import duration

WEEKDAYS = (
    Text("Monday", "月曜日"),
    Text("Tuesday", "火曜日"),
    Text("Wednesday", "水曜日"),
    Text("Thursday", "木曜日"),
    Text("Friday", "金曜日"),
    Text("Saturday", "土曜日"),
    Text("Sunday", "日曜日"),
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
    "AHA, LAA": "行政機関の休日に関する法律・地方自治法",
    "JIS X 0402": "JIS X 0402",
    "MOJ establishment order": "法務省組織令",
    "Sapporo ward establishment ordinance": "札幌市区の設置等に関する条例",
    "Sapporo city page": "札幌市ホームページ",
    "City page": "札幌市ホームページ",
    "drafting usage": "法制執務上の用語",
    "nature of the date": "期日の性質",
    "practice": "実務上の取扱い",
}
_PARTS: Mapping[str, str] = {
    "Re-issuance of Residence Cards": "「在留カードの再交付」",
    "Re-issuance": "「在留カードの再交付」",
    "Procedures for status of residence": "「在留資格に関する手続」",
    "annexed table I-2": "別表第一の二",
    "annexed table II": "別表第二",
    "cabinet order on fees": "手数料に関する政令",
    "codes of municipalities": "市区町村コード",
    "regional immigration services bureaus": "(地方出入国在留管理局)",
    "branch offices": "(出張所)",
    "wards": "(区の設置)",
    "kisan": "「起算」",
    "windows": "(受付期間)",
    "proviso": "ただし書",
}
"""Parts of a citation that are not numbered."""

_REFERENCE = re.compile(
    r"\(as amended (?P<amended>[0-9-]+)\)"
    r"|(?P<rule>[A-Z]{2,}-\d+)"
    r"|(?P<named>" + "|".join(map(re.escape, [*_PARTS, "AHA", "LAA", "JBA"])) + ")"
    r"|(?P<article>\d+)(?P<branch>(?:-\d+)*)(?P<inner>(?:\((?:\d+|[ivx]+|[a-h])\))*)"
    r"|(?P<more>(?:\((?:\d+|[ivx]+|[a-h])\))+)"
)
_RANGE = re.compile(r"(\S+) to ([^、]+)")
_INNER = re.compile(r"\((?:(?P<paragraph>\d+)|(?P<item>[ivx]+)|(?P<point>[a-h]))\)")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_IROHA = "イロハニホヘトチ"


def said(text: Text, language: str) -> str:
    """Return the sentence in a language: `ja`, or English for any other."""
    return text.ja if language == "ja" else text.en


def sentence(title: Text) -> Text:
    """Return a title as a sentence."""
    return Text(f"{title.en}.", f"{title.ja}。")


def day(on: date, language: str) -> str:
    """Return a day as people read it: `2026-09-05 (Sat)`, `令和8年9月5日(2026-09-05)土曜日`."""
    weekday = WEEKDAYS[on.weekday()]
    return f"{in_era(on)}({on}){weekday.ja}" if language == "ja" else f"{on} ({weekday.en[:3]})"


def echoed_day(on: date, language: str) -> str:
    """Return a day with weekday and era, to hold against what was typed: `2026-09-05 (Sat), R8.9.5`."""
    era = None if language == "ja" else in_era_letters(on)
    return day(on, language) if era is None else f"{day(on, language)}, {era}"


def birth_day(born: BirthDay, language: str) -> str:
    """Return a day of birth, or as much of it as is known, as people read it: `1990-05 (day unknown)`."""
    if not known_in_part(born):
        return day(earliest_day(born), language)
    year, _, month = born.partition("-")
    if language == "ja":
        return f"{year}年{int(month)}月(日不明)" if month else f"{year}年(月日不明)"
    return f"{born} (day unknown)" if month else f"{born} (day and month unknown)"


def echoed_birth(born: BirthDay, language: str) -> str:
    """Return a birth to hold against what was typed; of a part of it also which day ages are counted from."""
    if not known_in_part(born):
        return echoed_day(earliest_day(born), language)
    between = "。" if language == "ja" else ". "
    return f"{birth_day(born, language)}{between}{age_counted_from(latest_day(born), language)}"


def age_counted_from(on: date, language: str) -> str:
    """Return which day of birth ages are counted from, where no more than its year or month is known."""
    if language == "ja":
        return f"生年月日の一部が不明のため、年齢は最も遅い場合の日から計算:{day(on, language)}"
    return f"Ages counted from the latest day of birth there may be: {day(on, language)}"


def moment(at: datetime, language: str) -> str:
    """Return an instant as people read it, in Tokyo: `2026-09-05 (Sat) 14:30`."""
    local = at.astimezone(TOKYO)
    return f"{day(local.date(), language)} {local:%H:%M}"


def in_era(on: date) -> str:
    """Return a day by its Japanese era: `令和8年9月5日`; before Meiji by the Western year."""
    for era in reversed(ERAS):
        if on >= era.began:
            year = on.year - era.began.year + 1
            return f"{era.name}{'元' if year == 1 else year}年{on.month}月{on.day}日"
    return f"{on.year}年{on.month}月{on.day}日"


def in_era_letters(on: date) -> str | None:
    """Return a day by its Japanese era as it is written in letters: `R8.9.5`; None before Meiji."""
    for era in reversed(ERAS):
        if on >= era.began:
            return f"{era.letter}{on.year - era.began.year + 1}.{on.month}.{on.day}"
    return None


def count(months: int, days: int, language: str, month: str = "か月") -> str:
    """Return a number of months (whole years as such) and days in words: `1 year`, `2 months`, `14 days`."""
    years, months = divmod(months, 12) if months % 12 == 0 else (0, months)
    units = ((years, "year", "年"), (months, "month", month), (days, "day", "日"))
    if language == "ja":
        return "".join(f"{n}{ja}" for n, _, ja in units if n)
    return " ".join(f"{n} {en}{'' if n == 1 else 's'}" for n, en, _ in units if n)


def period_of_stay(period: str | None, language: str) -> str:
    """Return a period of stay in words; None is indefinite."""
    if period is None:
        return "無期限" if language == "ja" else "indefinite"
    months, days = duration(period)
    years, months = divmod(months, 12)
    parts = (count(years * 12, 0, language), count(months, days, language, "月"))
    return ("" if language == "ja" else " ").join(part for part in parts if part)


def law(name: str, language: str) -> str:
    """Return a law's short name."""
    return _LAWS.get(name, name) if language == "ja" else name


def articles(text: str, language: str) -> str:
    """Return articles as written in the language: `19-9(1)` is `19条の9第1項`, `24(iv)(b)` is `24条4号ロ`."""
    if language != "ja":
        return text
    written = _REFERENCE.sub(_reference, text).replace("; ", "、").replace(", ", "、")
    return _RANGE.sub(r"\1から\2まで", written).replace(" ", "")


def citation(basis: str, language: str) -> str:
    """Return a basis such as `ICRRA art. 19-9(1)` as written in the language."""
    name, found, rest = basis.partition(" art. ")
    if not found:
        name, found, rest = basis.partition(": ")
    if language != "ja" or not found:
        return basis
    return f"{law(name, language)}{articles(rest, language)}"


def _reference(found: re.Match[str]) -> str:
    """Return one reference of a citation; what begins with a paragraph continues the article before it."""
    if found["amended"]:
        return f"({in_era(date.fromisoformat(found['amended']))}改正)"
    if found["rule"]:
        return f"({found['rule']})"
    if found["named"]:
        return _PARTS.get(found["named"]) or law(found["named"], "ja")
    if found["more"]:
        return _inner(found["more"])
    branch = found["branch"].replace("-", "の")
    inner = _inner(found["inner"])
    return f"{found['article']}条{branch}{'第' if branch and inner else ''}{inner}"


def _inner(text: str) -> str:
    """Return paragraphs, items and points: `(1)(iv)(b)` is `1項4号ロ`."""
    return "".join(
        f"{one['paragraph']}項"
        if one["paragraph"]
        else f"{_ROMAN.index(one['item']) + 1}号"
        if one["item"]
        else _IROHA[ord(one["point"]) - ord("a")]
        for one in _INNER.finditer(text)
    )
