"""The three languages of letters, and a day in each."""

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

from adapters.exchange.languages import LetterLanguage
from api.wording.text import in_era
from domain.events.written import ERAS


class Words(NamedTuple):
    """The same in Japanese, English and plain Japanese; `easy` goes without readings till it is set."""

    ja: str
    en: str
    easy: str

    def said(self, tongue: LetterLanguage) -> str:
        """Return it in a language."""
        return {"ja": self.ja, "en": self.en, "easy-ja": self.easy}[tongue]


_WEEKDAYS: Final = (
    ("Monday", "月曜日"),
    ("Tuesday", "火曜日"),
    ("Wednesday", "水曜日"),
    ("Thursday", "木曜日"),
    ("Friday", "金曜日"),
    ("Saturday", "土曜日"),
    ("Sunday", "日曜日"),
)
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
READ_APART: Final[Mapping[int, str]] = {
    1: "ついたち", 2: "ふつか", 3: "みっか", 4: "よっか", 5: "いつか", 6: "むいか", 7: "なのか", 8: "ようか",
    9: "ここのか", 10: "とおか", 14: "じゅうよっか", 20: "はつか", 24: "にじゅうよっか",
}  # fmt: skip
"""Days of the month that are not read as a number and にち."""


def day(on: date, tongue: LetterLanguage) -> str:
    """Return a day by Western year and era, with its weekday; in plain Japanese with its readings."""
    if tongue == "en":
        return f"{_WEEKDAYS[on.weekday()][0]}, {written_on(on, 'en')}{_era_en(on)}"
    year = in_era(on).partition("年")[0]
    of_an_era = year != str(on.year)
    if tongue == "ja":
        return f"{year}年{f'({on.year}年)' if of_an_era else ''}{short_day(on, tongue)}"
    return f"{on.year}年{f'({year}年)' if of_an_era else ''}{short_day(on, tongue)}"


def short_day(on: date, tongue: LetterLanguage) -> str:
    """Return a day without its year."""
    english, japanese = _WEEKDAYS[on.weekday()]
    if tongue == "en":
        return f"{english}, {on.day} {_MONTHS[on.month - 1]}"
    if tongue == "ja":
        return f"{on.month}月{on.day}日({japanese})"
    named = READ_APART.get(on.day)
    of_month = f"{on.day}日《にち》" if named is None else f"｜{on.day}日《{named}》"
    return f"{on.month}月{of_month}({japanese})"


def written_on(on: date, tongue: LetterLanguage) -> str:
    """Return the day of a letter, as it stands at its head: without readings and without the weekday."""
    if tongue == "en":
        return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"
    return in_era(on) if tongue == "ja" else f"{on.year}年{on.month}月{on.day}日({in_era(on)})"


def _era_en(on: date) -> str:
    for era in reversed(ERAS):
        if on >= era.began:
            return f" ({era.letter}{on.year - era.began.year + 1}.{on.month}.{on.day})"
    return ""
