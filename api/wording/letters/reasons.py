"""Why a day is the last one, for the resident: what happened, days counted, closed days, article."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from adapters.exchange.languages import LetterLanguage
from api.wording import words
from api.wording.events import type_title
from api.wording.letters.events import CLOCKS, EASY_CHANGES, EASY_EVENTS
from api.wording.letters.words import READ_APART, Words, day, short_day
from api.wording.text import citation, count
from domain.duties.duty import Duty
from domain.law.calendar import ClosedDay, Counted, add_days, add_months_clamped
from domain.law.extension import EXT
from domain.law.rulebook import DUTIES

_DAY_CLOSED: Final[Mapping[str, Words]] = {
    "year-end": Words("年末年始", "year end", "年末年始"),
    "saturday": Words("", "", ""),
    "sunday": Words("", "", ""),
}
_NAMED: Final[Mapping[str, str]] = {
    "入管法施行規則": "出入国管理及び難民認定法施行規則",
    "入管法": "出入国管理及び難民認定法",
    "入管特例法": "日本国との平和条約に基づき日本の国籍を離脱した者等の出入国管理に関する特例法",
}
"""Laws by their own names, as offices write them."""
_NAMED_EN: Final[Mapping[str, str]] = {
    "ICRRA": "Immigration Control and Refugee Recognition Act,",
    "SPRA": "Special Act on the Immigration Control of Special Permanent Residents,",
}
_AROSE: Final = Words("義務の発生", "the duty arose", "この手続が必要になったこと")
_WITH_ORDINAL: Final = re.compile(r"(?<![第\d])(\d+)(?=条)|(?<=[条項])(\d+)(?=[項号])")
"""The numbers that 第 stands before."""


def reasons(duty: Duty, language: LetterLanguage) -> Iterator[str]:
    """Yield why a duty has the last day it has, in sentences, and the article at the end."""
    counted = duty.counted
    yield _happened(duty, language)
    if counted is None:
        yield _without_day(duty).said(language)
    elif counted.months or counted.days:
        if (start := _clock(duty, counted)) is not None:
            on = day(counted.first_on, language)
            yield Words(
                f"期間は、「{start.ja}」の日である{on}から数えます。",
                f"The days are counted from the day on which {start.en}: {on}.",
                f"{_day_of(start.easy)}、{on}から数えます。",
            ).said(language)
        yield _length(counted, language)
    else:
        yield _fixed(duty, counted, language)
    if counted is not None and counted.closed:
        yield _moved(counted, language)
    if duty.rule == EXT.id and counted is not None and counted.closed:
        yield Words(
            "ただし、在留期間そのものは延長されません。",
            "The period of stay itself does not become longer.",
            "でも、在留期間は長くなりません。",
        ).said(language)
    yield from _ages(duty, language)
    yield _basis(duty, language)


def _ages(duty: Duty, language: LetterLanguage) -> Iterator[str]:
    """Yield which day ages are counted from, where no more than the year or month of birth is known."""
    if duty.birth_taken_as is not None:
        born = day(duty.birth_taken_as, language)
        yield Words(
            f"生年月日の一部が不明のため、年齢は最も遅い場合の{born}生まれとして計算しています。",
            f"We know a part of your date of birth alone. For your age we take the latest day: {born}.",
            f"生まれた日が全部はわかりません。だから、いちばん遅い{born}に生まれたことにして、年を計算しています。",
        ).said(language)


def _happened(duty: Duty, language: LetterLanguage) -> str:
    """Return what raised the duty; of a lapsed card that is what its clock says, and not an event."""
    on, what = duty.trigger_on, _event(duty)
    clock = _clock_words(duty)
    if duty.counted is not None and clock is not None and _by_lapse(duty):
        on, what = duty.counted.first_on, clock
    shown = day(on, language)
    return Words(
        f"{shown}の「{what.ja}」により、この手続の対象となりました。",
        f"What happened: {what.en[:1].upper()}{what.en[1:]}, on {shown}.",
        f"{shown}は、{_day_of(what.easy)}です。だから、この手続があります。",
    ).said(language)


def _day_of(easy: str) -> str:
    """Return the day of something in plain Japanese: `日本に来たこと` is `日本に来た日`."""
    if easy.endswith("日"):
        return easy
    return f"{easy.removesuffix('こと')}日" if easy.endswith("こと") else f"{easy}の日"


def _by_lapse(duty: Duty) -> bool:
    """Whether a card is to be given back so many days after something that its clock names."""
    return duty.kind == "return" and duty.counted is not None and duty.counted.days > 0


def _event(duty: Duty) -> Words:
    type_ = duty.trigger_type
    change = None if duty.subject is None else duty.subject.change
    japanese, english = type_title(type_, "ja"), type_title(type_, "en")
    if change is None:
        return Words(japanese, english, EASY_EVENTS[type_])
    which = words.ORGANISATION_CHANGES[change]
    return Words(f"{japanese}({which.ja})", f"{english} ({which.en})", EASY_CHANGES[change])


def _clock_words(duty: Duty) -> Words | None:
    clock = DUTIES[duty.rule].clock
    return None if clock is None else CLOCKS[clock.en]


def _clock(duty: Duty, counted: Counted) -> Words | None:
    """Return what started the days, if that was not what raised the duty."""
    words_ = _clock_words(duty)
    if counted.first_on == duty.trigger_on or (words_ is not None and _by_lapse(duty)):
        return None
    return words_ or _AROSE


def _without_day(duty: Duty) -> Words:
    if duty.opens_on is None:
        return Words(
            "期間は、その後最初に入国した日から数えます。",
            "The days are counted from the day on which you enter Japan again.",
            "日本に戻った日から数えます。",
        )
    return Words(
        "決まった期限はありませんが、速やかに手続をしてください。",
        "There is no fixed last day. Please do it soon.",
        "期限は決まっていません。早くしてください。",
    )


def _length(counted: Counted, language: LetterLanguage) -> str:
    """Return how the days or months are counted, and where that leads before closed days."""
    raw = day(counted.raw_due_on, language)
    if counted.months:
        length = count(counted.months, 0, "en" if language == "en" else "ja")
        if counted.raw_due_on < add_months_clamped(counted.first_on, counted.months):
            return Words(
                f"その日から{length}以内ですが、在留期間等の満了日が先に到来するため、{raw}までです。",
                f"You have at most {length} from that day, but your stay ends first: on {raw}.",
                f"その日から{length}です。でも、在留期間などが先《さき》に終わります。{raw}までです。",
            ).said(language)
        return Words(
            f"その日から{length}以内ですので、{raw}までです。",
            f"You have {length} from that day: until {raw}.",
            f"その日から{length}です。{raw}までです。",
        ).said(language)
    number = counted.days
    if counted.raw_due_on < add_days(counted.first_on, number):
        return Words(
            f"その日を1日目として数えて{number}日目は、{raw}です。",
            f"Counting that day as the first, day {number} is {raw}.",
            f"その日が｜1日目《いちにちめ》です。{_nth_day(number)}は、{raw}です。",
        ).said(language)
    return Words(
        f"その翌日から数えて{number}日目は、{raw}です。",
        f"Counting from the next day, day {number} is {raw}.",
        f"その次の日から数えます。{_nth_day(number)}は、{raw}です。",
    ).said(language)


def _nth_day(number: int) -> str:
    apart = READ_APART.get(number)
    return f"{number}日目《にちめ》" if apart is None or number == 1 else f"｜{number}日目《{apart}め》"


def _fixed(duty: Duty, counted: Counted, language: LetterLanguage) -> str:
    """Return the day that is printed or decided."""
    raw = day(counted.raw_due_on, language)
    clock = _clock_words(duty) or Words("当日", "On the day itself", "その日")
    return f"{clock.said(language)}{': ' if language == 'en' else ':'}{raw}"


def _moved(counted: Counted, language: LetterLanguage) -> str:
    closed = [_closed(one, language) for one in counted.closed]
    last = day(counted.due_on, language)
    return Words(
        f"{'、'.join(closed)}は閉庁日に当たるため、次の開庁日である{last}が期限となります。",
        f"The office is closed on {'; '.join(closed)}. So the last day is the next open day: {last}.",
        f"{'、'.join(closed)}は、窓口が休みです。だから、次に開いている日の{last}までです。",
    ).said(language)


def _closed(one: ClosedDay, language: LetterLanguage) -> str:
    known = _DAY_CLOSED.get(one.kind)
    name = known.said(language) if known is not None else one.name if language == "en" else one.name_ja
    shown = short_day(one.on, language)
    if not name:
        return shown
    return f"{shown} ({name})" if language == "en" else f"{shown[:-1]}・{name})"


def _basis(duty: Duty, language: LetterLanguage) -> str:
    if language == "easy-ja":
        return f"決まり:{citation(duty.basis, 'ja')}"
    if language == "en":
        return f"Basis: {_named(citation(duty.basis, 'en'), _NAMED_EN)}."
    written = _named(citation(duty.basis, "ja"), _NAMED)
    return "根拠:" + _WITH_ORDINAL.sub(lambda number: f"第{number[0]}", written)


def _named(written: str, names: Mapping[str, str]) -> str:
    """Return a citation with the law's own name in place of the short one it begins with."""
    for short, name in names.items():
        if written.startswith(short):
            return name + written.removeprefix(short)
    return written
