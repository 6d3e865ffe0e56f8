"""The three languages of letters, and a day in each."""

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

from adapters.exchange.languages import LetterLanguage
from api.wording.text import WEEKDAYS, in_era, in_era_letters


class Words(NamedTuple):
    """The same in Japanese, English and plain Japanese; `easy` goes without readings till it is set."""

    ja: str
    en: str
    easy: str

    def said(self, language: LetterLanguage) -> str:
        """Return it in a language."""
        return {"ja": self.ja, "en": self.en, "easy-ja": self.easy}[language]


_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
READ_APART: Final[Mapping[int, str]] = {
    1: "ついたち", 2: "ふつか", 3: "みっか", 4: "よっか", 5: "いつか", 6: "むいか", 7: "なのか", 8: "ようか",
    9: "ここのか", 10: "とおか", 14: "じゅうよっか", 20: "はつか", 24: "にじゅうよっか",
}  # fmt: skip
"""Days of the month that are not read as a number and にち."""


def day(on: date, language: LetterLanguage) -> str:
    """Return a day by Western year and era, with its weekday; in plain Japanese with its readings."""
    if language == "en":
        era = in_era_letters(on)
        return f"{WEEKDAYS[on.weekday()].en}, {written_on(on, 'en')}{'' if era is None else f' ({era})'}"
    year = in_era(on).partition("年")[0]
    of_an_era = year != str(on.year)
    if language == "ja":
        return f"{year}年{f'({on.year}年)' if of_an_era else ''}{short_day(on, language)}"
    return f"{on.year}年{f'({year}年)' if of_an_era else ''}{short_day(on, language)}"


def short_day(on: date, language: LetterLanguage) -> str:
    """Return a day without its year."""
    weekday = WEEKDAYS[on.weekday()]
    if language == "en":
        return f"{weekday.en}, {on.day} {_MONTHS[on.month - 1]}"
    if language == "ja":
        return f"{on.month}月{on.day}日({weekday.ja})"
    named = READ_APART.get(on.day)
    of_month = f"{on.day}日《にち》" if named is None else f"｜{on.day}日《{named}》"
    return f"{on.month}月{of_month}({weekday.ja})"


def written_on(on: date, language: LetterLanguage) -> str:
    """Return the day of a letter, as it stands at its head: without readings and without the weekday."""
    if language == "en":
        return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"
    return in_era(on) if language == "ja" else f"{on.year}年{on.month}月{on.day}日({in_era(on)})"
