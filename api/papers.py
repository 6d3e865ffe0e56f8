"""Papers to hand to a resident, as plain text: what to do by when and where, and who looked at the file."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from api.answers import StandingAnswer
from api.wording import ObligationAnswer, said, words
from api.wording.looks import look_title, office_name, person_name, role_name
from api.wording.names import kanji_of, letters_of, with_alias
from api.wording.text import day, moment
from domain.duties.duty import State
from domain.events import Name
from domain.law.municipalities import full_name
from domain.law.offices import INFORMATION_CENTER
from domain.law.provision import Text
from domain.law.rule import DeskKind

TO_DO: Final[tuple[State, ...]] = ("overdue", "open", "pending")
"""What a sheet shows unless other states are asked for."""

_HEADINGS: Final[Mapping[State, Text]] = {
    "overdue": Text("The last day has passed: do this at once", "期限を過ぎています。至急手続をしてください"),
    "open": Text("To do now", "今、行う手続"),
    "pending": Text("To do later", "これから必要になる手続"),
    "done": Text("Done", "済んだ手続"),
    "done-late": Text("Done after the last day", "期限後に済んだ手続"),
    "cancelled": Text("No longer needed", "不要になった手続"),
}
_WHERE: Final[Mapping[DeskKind, Text]] = {
    "municipality": Text("the office of the place where you live", "お住まいの市区町村の窓口"),
    "bureau": Text(
        "the immigration bureau for the place where you live",
        "お住まいの地域を管轄する地方出入国在留管理局",
    ),
    "port": Text("the immigration officer at the port", "出入国港の入国審査官"),
    "police": Text("the police", "警察署又は交番"),
}
_NOTHING: Final = Text("There is nothing to do.", "現在、必要な手続はありません。")
_ASK: Final = Text("Questions", "お問い合わせ先")
_MAY_ERR: Final = Text(
    "This sheet says what our records show on that day. They may be wrong or incomplete: please ask the"
    " office.",
    "この書面は、上記の日における当所の記録によるものです。記録に誤りや不足がある場合がありますので、窓口でご確認ください。",
)
_OLDER: Final = Text("There are older looks than these.", "これより前の閲覧もあります。")
_NOBODY: Final = Text("Nobody.", "閲覧はありません。")


def duties_sheet(name: Name, on: date, duties: Sequence[ObligationAnswer], language: str) -> str:
    """Return what a resident has to do: what, by when, where, opening hours, telephone."""
    return _paper(_heading(name, on, language), _duties(duties, language), _foot(language))


def standing_sheet(standing: StandingAnswer, duties: Sequence[ObligationAnswer], language: str) -> str:
    """Return where a resident stands, and what there is to do."""
    return _paper(
        [*_heading(standing.name, standing.on, language), *_standing(standing, language)],
        _duties(duties, language),
        _foot(language),
    )


def looks_sheet(name: Name, looks: Sequence[Mapping[str, Any]], language: str, *, more: bool) -> str:
    """Return who looked at a resident's file, newest first, in Tokyo time; `more`: there are older looks."""
    ja = language == "ja"
    who = _named(name, language)
    head = [
        f"{who} 様の記録を閲覧した者" if ja else f"Who looked at the file of {who}",
        "日時は日本時間です。" if ja else "Days and times are those of Japan.",
    ]
    lines = [_look(look, language) for look in looks] or [said(_NOBODY, language)]
    return _paper(head, lines, [said(_OLDER, language)] if more else [])


def _paper(*parts: Iterator[str] | Sequence[str]) -> str:
    return "\n\n".join(text for text in ("\n".join(part) for part in parts) if text) + "\n"


def _named(name: Name, language: str) -> str:
    kanji = kanji_of(name) if language == "ja" else None
    return with_alias(kanji or letters_of(name, given_first=language != "ja"), name, language)


def _heading(name: Name, on: date, language: str) -> list[str]:
    who, when = _named(name, language), day(on, language)
    return [f"{who} 様", f"{when}現在"] if language == "ja" else [f"For {who}", f"As of {when}"]


def _standing(standing: StandingAnswer, language: str) -> Iterator[str]:
    ja = language == "ja"
    status = standing.status
    if status is not None:
        held = status.name_ja if ja else status.name
        yield _pair(Text("Status of residence", "在留資格"), held, language)
    stay = said(words.STAYS[standing.stay], language)
    if standing.stay_until is not None:
        last = day(standing.stay_until, language)
        stay = f"{stay}({last}まで)" if ja else f"{stay}, through {last}"
    yield _pair(Text("Stay", "在留状況"), stay, language)
    card = standing.card
    if card.number is not None and card.valid_until is not None:
        state = said(words.CARD_STATES[card.state], language)
        last = day(card.valid_until, language)
        shown = (
            f"{card.number}({state}、有効期限 {last})"
            if ja
            else f"{card.number} ({state}, valid through {last})"
        )
        yield _pair(Text("Card", "カード"), shown, language)
    place = standing.address
    if place is not None:
        town = full_name(place.municipality_code) or place.municipality_code
        yield _pair(Text("Address", "住居地"), f"{town} {place.line}", language)
    if standing.must_return_by is not None:
        yield _pair(
            Text("Back in Japan by", "再入国の期限"), day(standing.must_return_by, language), language
        )


def _duties(duties: Sequence[ObligationAnswer], language: str) -> Iterator[str]:
    found = False
    for state, heading in _HEADINGS.items():
        those = [duty for duty in duties if duty.state == state]
        if not those:
            continue
        if found:
            yield ""
        found = True
        yield f"■ {said(heading, language)}"
        for duty in those:
            yield from _duty(duty, language)
    if not found:
        yield said(_NOTHING, language)


def _duty(duty: ObligationAnswer, language: str) -> Iterator[str]:
    ja = language == "ja"
    yield ""
    advised = "" if duty.class_ == "statutory" else ("(任意)" if ja else " (advised)")
    yield f"● {duty.title}{advised}"
    if duty.subject is not None and duty.subject.card_number is not None:
        yield _line(Text("Card", "カード番号"), duty.subject.card_number, language)
    if duty.owed_by != "holder":
        yield _line(
            Text("To be done by", "手続をする人"), said(words.OWED_BY[duty.owed_by], language), language
        )
    if duty.state == "pending" and duty.opens_on is not None:
        yield _line(Text("From", "受付開始"), day(duty.opens_on, language), language)
    yield _line(Text("By", "期限"), _by(duty, language), language)
    yield from _desk(duty, language)


def _by(duty: ObligationAnswer, language: str) -> str:
    ja = language == "ja"
    if duty.due_on is None:
        return "定めなし" if ja else "no fixed day"
    last, left = day(duty.due_on, language), duty.days_left
    if left is None:
        return last
    if left == 0:
        return f"{last}(今日まで)" if ja else f"{last}, today"
    if left < 0:
        return f"{last}({-left}日超過)" if ja else f"{last}, {_days(-left)} ago"
    return f"{last}(あと{left}日)" if ja else f"{last}, in {_days(left)}"


def _days(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"


def _desk(duty: ObligationAnswer, language: str) -> Iterator[str]:
    desk = duty.authority
    name = desk.name
    if name is None or desk.kind in {"port", "police"}:
        name = said(_WHERE[desk.kind], language)
    elif desk.kind == "municipality" and desk.municipality_code is not None:
        name = office_name(desk.municipality_code, language)
    yield _line(Text("Where", "場所"), name, language)
    if desk.address is not None:
        yield _line(Text("Address", "所在地"), desk.address, language)
    if desk.kind in {"municipality", "bureau"}:
        asked = said(Text("please ask at the number below", "下記の問い合わせ先でご確認ください"), language)
        yield _line(Text("Opening hours", "受付時間"), desk.hours or asked, language)
        yield _line(Text("Telephone", "電話"), desk.telephone or asked, language)


def _foot(language: str) -> Iterator[str]:
    desk = INFORMATION_CENTER
    ja = language == "ja"
    yield f"■ {said(_ASK, language)}"
    yield desk.name_ja if ja else desk.name
    abroad = (
        f"(IP電話・海外からは {desk.telephone_abroad})"
        if ja
        else f" (IP telephones, abroad: {desk.telephone_abroad})"
    )
    yield _pair(Text("Telephone", "電話"), f"{desk.telephone}{abroad}", language)
    yield _pair(Text("Opening hours", "受付時間"), (desk.hours_ja if ja else desk.hours) or "", language)
    yield ""
    yield said(_MAY_ERR, language)


def _look(look: Mapping[str, Any], language: str) -> str:
    at = moment(look["looked_at"], language)
    what = look_title(look["route"], language)
    who = [
        person_name(look["person"], language),
        role_name(look["role"], language),
    ]
    if look["office"] is not None:
        who.append(office_name(look["office"], language))
    why = look["purpose"]
    if language == "ja":
        reason = "" if why is None else f"。理由:{why.replace('emergency: ', '緊急閲覧。', 1)}"
        return f"{at} {what}。{'、'.join(who)}{reason}"
    reason = "" if why is None else f"; reason: {why}"
    return f"{at}  {', '.join(who)}: {what}{reason}"


def _pair(name: Text, value: str, language: str) -> str:
    return f"{said(name, language)}:{value}" if language == "ja" else f"{said(name, language)}: {value}"


def _line(name: Text, value: str, language: str) -> str:
    return f"  {_pair(name, value, language)}"
