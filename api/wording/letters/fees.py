"""What a permission costs, for letters: a sentence, and a table where the period granted decides."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from adapters.exchange.languages import LetterLanguage
from api.wording.letters.rules import Fee
from api.wording.letters.words import Words, day
from domain.law.fees import FEES
from domain.law.fees import Fee as Band

ASK: Final = Words(
    "手数料については、窓口にお尋ねください。", "Please ask the office.", "手数料は、窓口に聞いてください。"
)
_NONE: Final = Words("手数料はかかりません。", "There is no fee.", "無料です。お金はいりません。")
_TITLES: Final = (
    Words("許可される在留期間", "Period granted", "許可の期間"),
    Words("窓口での申請", "At the counter", "窓口"),
    Words("オンライン申請", "Online", "オンライン"),
)
_ONE_DAY_SHORT: Final = re.compile(r"P(?:([1-9][0-9]*)Y)?364D")
_LENGTH: Final = re.compile(r"P([1-9][0-9]*)([MY])")

Rows = tuple[tuple[str, ...], ...]


def fee_sentence(fee: Fee | None, on: date, language: LetterLanguage) -> str:
    """Return what something costs whoever applies on a day, or that there is a table of it."""
    if fee is None:
        return ASK.said(language)
    if fee == "none":
        return _NONE.said(language)
    bands = FEES[fee].on(on)
    applied = day(on, language)
    if len(bands) > 1:
        return Words(
            f"{applied}に申請が受け付けられた場合、許可されたときの手数料は、許可される在留期間により次のとおりです。",
            f"When the permission is granted it costs, by the period granted, if you apply on {applied}:",
            f"許可をもらうときに、手数料が必要です。{applied}に申請すると、次の金額《きんがく》です。",
        ).said(language)
    counter, online = _yen(bands[0].counter, language), bands[0].online
    others = "" if online is None else _yen(online, language)
    return Words(
        f"{applied}に申請が受け付けられた場合、許可されたときの手数料は、{counter}"
        f"{f'(オンライン申請の場合は{others})' if others else ''}です。",
        f"When the permission is granted it costs {counter}{f' (online {others})' if others else ''}, if you"
        f" apply on {applied}.",
        f"許可をもらうときに、手数料が必要です。{applied}に申請すると、{counter}"
        f"{f'(オンラインは{others})' if others else ''}です。",
    ).said(language)


def fee_table(fee: Fee | None, on: date, language: LetterLanguage) -> tuple[tuple[str, ...], Rows] | None:
    """Return the titles and rows of a table of fees; None where a sentence says it all."""
    if fee is None or fee == "none" or len(bands := FEES[fee].on(on)) == 1:
        return None
    titles = tuple(title.said(language) for title in _TITLES)
    return titles, tuple(tuple(_row(band, language)) for band in bands)


def _row(band: Band, language: LetterLanguage) -> Iterator[str]:
    yield _period(band.granted_over, band.granted_up_to).said(language)
    yield _yen(band.counter, language)
    yield "" if band.online is None else _yen(band.online, language)


def _yen(amount: int, language: LetterLanguage) -> str:
    return f"{amount:,} yen" if language == "en" else f"{amount:,}円"


def _period(over: str | None, up_to: str | None) -> Words:
    """Return a band of periods; a bound a day short of a year is one of that year."""
    from_, over_ = _bound(over)
    under, up = _bound(up_to)
    if from_ and up_to is not None and from_ == up:
        return from_
    parts = [
        Words(f"{from_.ja}以上", f"{from_.en} or more", f"{from_.easy}以上") if from_ else None,
        Words(f"{over_.ja}を超え", f"over {over_.en}", f"{over_.easy}より長く") if over_ else None,
        Words(f"{up.ja}以下", f"up to {up.en}", f"{up.easy}まで") if up else None,
        Words(f"{under.ja}未満", f"under {under.en}", f"{under.easy}より短《みじか》い") if under else None,
    ]
    found = [part for part in parts if part is not None]
    return Words(
        "".join(p.ja for p in found), ", ".join(p.en for p in found), "、".join(p.easy for p in found)
    )


def _bound(period: str | None) -> tuple[Words | None, Words | None]:
    """Return the year that a bound is a day short of, or the bound itself."""
    if period is None:
        return None, None
    if (short := _ONE_DAY_SHORT.fullmatch(period)) is not None:
        return _length(int(short[1] or 0) + 1, "Y"), None
    found = _LENGTH.fullmatch(period)
    assert found is not None, period
    return None, _length(int(found[1]), found[2])


def _length(number: int, unit: str) -> Words:
    plural = "" if number == 1 else "s"
    if unit == "Y":
        return Words(f"{number}年", f"{number} year{plural}", f"{number}年")
    return Words(f"{number}月", f"{number} month{plural}", f"{number}か月《げつ》")
