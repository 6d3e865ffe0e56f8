"""What differs between two answers about a resident, in sentences: field by field, duty by duty."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final
from unicodedata import bidirectional

from msgspec import Struct

from api.wording import words
from api.wording.consequences import DutySeen, duty_sentence
from api.wording.looks import place_name
from api.wording.nationalities import nationality_name
from api.wording.text import birth_day, day, period_of_stay, said
from domain.law.provision import Text

Words = Callable[[Any, str], str]
"""What a value is in words, in a language."""


class Reworded(Struct, frozen=True):
    """A duty that is other than it was: in a sentence, and as answered after the change, else before it."""

    sentence: str
    duty: Mapping[str, Any]


def standing_sentences(changes: Iterable[Mapping[str, Any]], language: str) -> Iterator[str]:
    """Yield how the standing is other than it was, a sentence a field: `api.changes` as plain values.

    What only ceases to be told, or is told again, because the address is protected or no longer is, is other
    than it was for nobody else.
    """
    standing = [change for change in changes if change["part"] == "standing"]
    protecting = any(change["field"] == _PROTECTED for change in standing)
    for change in standing:
        if not (protecting and change["field"] in _TOLD_WITH_ADDRESS):
            yield from _sentences(change["field"], change["before"], change["after"], language)


def duty_sentences(changes: Iterable[Mapping[str, Any]], language: str) -> Iterator[Reworded]:
    """Yield the duties that opened, moved, were settled or ended, each with rule and article."""
    for change in changes:
        if change["part"] == "obligation":
            was, is_ = change["before"], change["after"]
            duty = is_ or was
            sentence = duty_sentence(duty["rule"], _seen(was), _seen(is_), language, basis=duty["basis"])
            if sentence is not None:
                yield Reworded(sentence, duty)


def _seen(duty: Mapping[str, Any] | None) -> DutySeen | None:
    if duty is None:
        return None
    due = duty["due_on"]
    return DutySeen(duty["state"], None if due is None else date.fromisoformat(due))


def _sentences(field: str, before: Any, after: Any, language: str) -> Iterator[str]:
    """Yield the sentences about a field; what came or went as a whole is told part by part."""
    if isinstance(before, dict) or isinstance(after, dict):
        was, is_ = before or {}, after or {}
        for name in was | is_:
            if was.get(name) != is_.get(name):
                yield from _sentences(f"{field}/{name}", was.get(name), is_.get(name), language)
    elif isinstance(before, list) or isinstance(after, list):
        yield from _came_and_went(field, before or [], after or [], language)
    elif field in _FIELDS:
        label, worded = _FIELDS[field]
        yield _changed(said(label, language), before, after, worded, language)


def _changed(label: str, before: Any, after: Any, worded: Words, language: str) -> str:
    ja = language == "ja"
    new = _NONE[ja] if after is None else worded(after, language)
    if before is None:
        return f"{label}:{new}。" if ja else f"{label}: {new}."
    old = worded(before, language)
    return f"{label}:{new}(これまで:{old})。" if ja else f"{label}: {new}; before: {old}."


def _came_and_went(field: str, before: list[Any], after: list[Any], language: str) -> Iterator[str]:
    if field not in _LISTS:
        return
    came, went, worded = _LISTS[field]
    for some, others, sentence in ((after, before, came), (before, after, went)):
        for one in some:
            if one not in others:
                yield said(sentence, language).format(worded(one, language))


_NONE: Final = ("none", "なし")
_PROTECTED: Final = "/address_protected"
_TOLD_WITH_ADDRESS: Final = ("/address", "/lg_code", "/pending_applications")


def _day(value: str, language: str) -> str:
    return day(date.fromisoformat(value), language)


def _as_written(value: object, _: str) -> str:
    """Return what somebody wrote, set apart where it would turn the direction of what is around it."""
    text = str(value)
    return text if _LEFT_TO_RIGHT.issuperset(map(bidirectional, text)) else f"\u2068{text}\u2069"


_LEFT_TO_RIGHT: Final = frozenset({"L", "EN", "ES", "ET", "CS", "NSM", "B", "S", "WS", "ON"})
"""Unicode's directions of what reads from left to right wherever it stands."""


def _word(table: Mapping[Any, Text]) -> Words:
    return lambda value, language: said(table[value], language) if value in table else str(value)


def _application(one: Mapping[str, Any], language: str) -> str:
    what, on = said(words.PROCEDURES[one["procedure"]], language), _day(one["filed_on"], language)
    return f"{what}({on})" if language == "ja" else f"{what}, filed on {on}"


def _permission(one: Mapping[str, Any], language: str) -> str:
    ja = language == "ja"
    if one["kind"] == "side-activity":
        what = said(words.SCOPES[one["scope"]], language)
        what = f"資格外活動許可 {what}" if ja else f"activity outside the status, {what}"
    else:
        what = said(words.REENTRIES["permit"], language)
    until = one["valid_until"]
    if until is None:
        return what
    return f"{what}({_day(until, language)}まで)" if ja else f"{what}, through {_day(until, language)}"


def _flag(one: Mapping[str, Any], language: str) -> str:
    on = _day(one["since"], language)
    return (
        f"{one['title']}({one['rule']}、{on}から)"
        if language == "ja"
        else f"{one['title']} ({one['rule']}), from {on}"
    )


def _detail(one: Mapping[str, Any], _: str) -> str:
    return str(one["detail"])


_FIELDS: Final[Mapping[str, tuple[Text, Words]]] = {
    "/name/family": (Text("Family name", "姓(ローマ字)"), _as_written),
    "/name/given": (Text("Given name", "名(ローマ字)"), _as_written),
    "/name/family_kanji": (Text("Family name in kanji", "姓(漢字)"), _as_written),
    "/name/given_kanji": (Text("Given name in kanji", "名(漢字)"), _as_written),
    "/name/family_kana": (Text("Family name in kana", "姓(フリガナ)"), _as_written),
    "/name/given_kana": (Text("Given name in kana", "名(フリガナ)"), _as_written),
    "/name/alias": (Text("Alias", "通称"), _as_written),
    "/name/printed": (Text("Name as printed", "券面の氏名"), _as_written),
    "/date_of_birth": (Text("Date of birth", "生年月日"), birth_day),
    "/birth_taken_as": (Text("Ages counted from", "年齢計算上の生年月日"), _day),
    "/nationality": (Text("Nationality", "国籍・地域"), nationality_name),
    "/sex": (Text("Sex", "性別"), _word(words.SEXES)),
    "/stay": (Text("Stay", "在留"), _word(words.STAYS)),
    "/stay_since": (Text("So since", "在留の状況の始期"), _day),
    "/stay_until": (Text("So until", "在留の状況の終期"), _day),
    "/presence": (Text("Presence", "所在"), _word(words.PRESENCES)),
    "/mid_to_long_term": (Text("Mid- to long-term resident", "中長期在留者"), _word(words.MID_TO_LONG_TERM)),
    "/status/code": (Text("Status of residence", "在留資格"), _word(words.STATUS_NAMES)),
    "/status/detail": (Text("Kind within the status", "在留資格の細区分"), _word(words.DETAILS)),
    "/status/as_spouse": (Text("As a spouse", "配偶者としての在留"), _word(words.YES_OR_NO)),
    "/status/period_of_stay": (Text("Period of stay", "在留期間"), period_of_stay),
    "/status/granted_on": (Text("Granted on", "許可日"), _day),
    "/status/expires_on": (Text("Last day of stay", "在留期間の満了日"), _day),
    "/card/state": (Text("Card", "カード"), _word(words.CARD_STATES)),
    "/card/number": (Text("Card number", "カード番号"), _as_written),
    "/card/valid_until": (Text("Card valid through", "カードの有効期間の満了日"), _day),
    "/carry_required": (Text("Must carry the card", "カードの携帯義務"), _word(words.CARRYING)),
    "/address/municipality_code": (Text("Municipality", "市区町村"), place_name),
    "/address/line": (Text("Rest of the address", "町名・番地"), _as_written),
    _PROTECTED: (Text("Address protected", "支援措置"), _word(words.YES_OR_NO)),
    "/address_notified": (Text("Address notified", "住居地の届出"), _word(words.NOTIFIED)),
    "/must_return_by": (Text("Must be back by", "再入国の期限"), _day),
    "/status_lost_after": (Text("Status lost after", "在留資格を失う日の前日"), _day),
}  # fmt: skip
"""What of a standing is told: by its place in the answer, what it is called, and its value in words."""

_LISTS: Final[Mapping[str, tuple[Text, Text, Words]]] = {
    "/pending_applications": (
        Text("Now pending: {}.", "審査中の申請:{}。"),
        Text("No longer pending: {}.", "審査の終了:{}。"),
        _application,
    ),
    "/permissions": (
        Text("Now held: {}.", "有効な許可:{}。"),
        Text("No longer so: {}.", "変更前の許可:{}。"),
        _permission,
    ),
    "/flags": (
        Text("A risk that now stands: {}.", "注意が必要:{}。"),
        Text("A risk that no longer stands: {}.", "注意の解消:{}。"),
        _flag,
    ),
    "/anomalies": (
        Text("Noticed: {}", "注意点:{}"),
        Text("No longer noticed: {}", "解消した注意点:{}"),
        _detail,
    ),
}
"""The same of lists: what came, and what went."""
