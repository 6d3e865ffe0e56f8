"""A letter about one duty, put together: the words of its rule, its days, its desk, and whose it is."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from adapters.exchange.languages import LetterLanguage
from adapters.exchange.letters.letter import FeeTable, Letter, Line, Section
from api.asking import File
from api.problems import Problem
from api.scope import Caller, is_office
from api.wording.letters import frame
from api.wording.letters.fees import fee_sentence, fee_table
from api.wording.letters.furigana import with_readings
from api.wording.letters.reasons import reasons
from api.wording.letters.rules import LETTERS
from api.wording.letters.words import Words, day, written_on
from api.wording.looks import office_name
from api.wording.names import kanji_of, letters_of, with_alias
from api.wording.obligations import desk_of
from domain.duties.duty import Duty, State
from domain.events import Address, Name
from domain.law.municipalities import full_name
from domain.law.offices import BUREAUS, INFORMATION_CENTER, ISA_RETURN_DESK, Desk, municipality_desk
from domain.law.rulebook import DUTIES
from domain.policy import Policy
from projections import current_status, open_obligations

OWED: Final[frozenset[State]] = frozenset({"overdue", "open", "pending"})
"""States of duties about which a letter is written."""
_LONGEST_LINE: Final = 300
"""Characters of an address, or of a name, that a letter shows."""
_WIDE: Final = str.maketrans(
    {
        "(": "\N{FULLWIDTH LEFT PARENTHESIS}",
        ")": "\N{FULLWIDTH RIGHT PARENTHESIS}",
        ":": "\N{FULLWIDTH COLON}",
    }
)
_FREE: Final = frozenset({"reentry", "return", "report"})
"""Kinds of duties in whose letters nothing is said of fees: there is no application."""


def duty_of(file: File, policy: Policy, rule: str, trigger: int | None) -> Duty:
    """Return the duty that a letter is about: the only one, or of several the one that is due first.

    Raises Problem `rule-not-found`, `duty-not-found`, and `duty-ended` when it is owed no more.
    """
    if rule not in DUTIES:
        raise Problem("rule-not-found")
    found = [
        duty
        for duty in open_obligations.on(file.outlook(policy), file.on)
        if duty.rule == rule and trigger in {None, duty.trigger}
    ]
    if not found:
        raise Problem("duty-not-found")
    owed = [duty for duty in found if duty.state(file.on) in OWED]
    if not owed:
        raise Problem("duty-ended")
    return min(owed, key=lambda duty: (duty.due_on or date.max, duty.trigger))


def letter_about(duty: Duty, file: File, policy: Policy, caller: Caller, language: LetterLanguage) -> Letter:
    """Return the letter about a duty, from the office of the caller, or else that of the residence.

    Where the address is protected it names neither: a letter may come into any hands.
    """
    standing = current_status.on(file.facts, file.on, policy)
    sender = None if file.address_protected else _office_of(caller, standing.address)
    title = LETTERS[duty.rule].title if language == "easy-ja" else _title(duty, language)
    heading = frame.HEADING.said(language).format(title=title)
    who = duty.who_owes(file.on)
    return Letter(
        language="en" if language == "en" else "ja",
        title=_plain(_line(heading, language)),
        written_on=file.on,
        address=_address(standing.address),
        name=_short(named(standing.name, language)),
        honorific=frame.HONORIFIC[who].said(language),
        reference=(
            frame.REFERENCE.said(language).format(reference=file.resident_id),
            f"{duty.rule}-{duty.trigger}",
            written_on(file.on, language),
        ),
        sender=_sender(sender, language),
        heading=_line(heading, language),
        opening=(_said(frame.OPENING, language),),
        mark=frame.MARK.said(language),
        parts=tuple(_parts(duty, file.on, language)),
        closing=tuple(_closing(sender, file.on, language)),
        end=frame.END.said(language),
    )


def named(name: Name, language: LetterLanguage) -> str:
    """Return a name as it stands on an envelope: in kanji where they are known, else as on the card.

    Post arrives under the alias as well, where that is what the door says: it follows in brackets.
    """
    return with_alias(kanji_of(name) or letters_of(name), name, "en" if language == "en" else "ja")


def _parts(duty: Duty, on: date, language: LetterLanguage) -> Iterator[Section]:
    rule = LETTERS[duty.rule]
    yield Section(heading=_said(frame.WHAT, language), lines=tuple(_what(duty, on, language)))
    yield Section(
        heading=_said(frame.WHEN, language),
        strong=_line(_by(duty, language), language),
        lines=tuple(_about_the_day(duty, on, language)),
    )
    yield Section(
        heading=_said(frame.WHY, language),
        lines=tuple(_line(said, language) for said in reasons(duty, language)),
    )
    yield Section(heading=_said(frame.WHERE, language), lines=tuple(_where(duty, language)))
    yield Section(heading=_said(frame.BRING, language), lines=tuple(_bring(duty, rule.bring, language)))
    if duty.kind not in _FREE:
        yield Section(
            heading=_said(frame.FEE, language),
            lines=(_line(fee_sentence(rule.fee, on, language), language),),
            table=_table(duty, on, language),
        )


def _what(duty: Duty, on: date, language: LetterLanguage) -> Iterator[Line]:
    yield _said(LETTERS[duty.rule].do, language)
    if (who := frame.OWED_BY[duty.who_owes(on)]) is not None:
        yield _said(who, language)
    card = None if duty.subject is None else duty.subject.card_number
    if duty.kind == "return" and card is not None:
        yield _line(frame.CARD.said(language).format(number=card), language)


def _by(duty: Duty, language: LetterLanguage) -> str:
    if duty.due_on is not None:
        return frame.BY.said(language).format(day=day(duty.due_on, language))
    return (frame.AWAITED if duty.opens_on is None else frame.NO_DAY).said(language)


def _about_the_day(duty: Duty, on: date, language: LetterLanguage) -> Iterator[Line]:
    rule = DUTIES[duty.rule]
    state = duty.state(on)
    if state == "overdue":
        yield _said(frame.OVERDUE, language)
    if state == "pending" and duty.opens_on is not None:
        yield _line(frame.NOT_YET.said(language).format(day=day(duty.opens_on, language)), language)
    if duty.class_ == "advisory" and duty.due_on is not None:
        yield _said(frame.ADVISED, language)
    if not duty.confirmed or (rule.doubt is not None and not rule.doubt_of_limb):
        yield _said(frame.UNCONFIRMED, language)


def _where(duty: Duty, language: LetterLanguage) -> Iterator[Line]:
    desk = desk_of(duty)
    if desk is None:
        yield _said(frame.DESKS[duty.desk], language)
    else:
        yield _line(_desk_name(desk, language), language)
        english = language == "en"
        address = desk.address if english else desk.address_ja
        if address is not None:
            yield _line(address, language)
        if desk.hours is not None:
            yield _line(frame.HOURS.said(language).format(hours=_hours(desk, language)), language)
        if desk.telephone is not None:
            yield _line(frame.TELEPHONE.said(language).format(number=desk.telephone), language)
    if duty.kind == "return" and duty.desk == "bureau":
        address = ISA_RETURN_DESK.address if language == "en" else ISA_RETURN_DESK.address_ja
        yield _line(frame.BY_POST.said(language).format(address=address), language)


def _bring(duty: Duty, known: Words | None, language: LetterLanguage) -> Iterator[Line]:
    if known is not None:
        yield _said(known, language)
        if duty.kind in {"notification", "application"}:
            yield _said(frame.ASK_FOR_MORE, language)
    else:
        yield _said(frame.ASK_WHAT_TO_BRING, language)


def _table(duty: Duty, on: date, language: LetterLanguage) -> FeeTable | None:
    found = fee_table(LETTERS[duty.rule].fee, on, language)
    if found is None:
        return None
    titles, rows = found
    return FeeTable(
        titles=tuple(_line(title, language) for title in titles),
        rows=tuple(tuple(_line(cell, language) for cell in row) for row in rows),
    )


def _closing(sender: Desk | None, on: date, language: LetterLanguage) -> Iterator[Line]:
    made_on = day(on, language) if language == "easy-ja" else written_on(on, language)
    yield _line(frame.MAY_BE_WRONG.said(language).format(day=made_on), language)
    if sender is not None:
        office = _desk_name(sender, language)
        if sender.telephone is not None:
            office = f"{office}{', ' if language == 'en' else ' 電話 '}{sender.telephone}"
        yield _line(frame.CONTACT.said(language).format(office=office), language)
    center, english = INFORMATION_CENTER, language == "en"
    yield _line(
        frame.CENTER.said(language).format(
            name=center.name if english else center.name_ja,
            telephone=center.telephone,
            abroad=center.telephone_abroad,
            hours=_hours(center, language),
        ),
        language,
    )


def _office_of(caller: Caller, address: Address | None) -> Desk | None:
    """Return the office that writes: the caller's, else that of where the resident lives, if known."""
    office = caller.office
    if not is_office(office):
        return None if address is None else municipality_desk(address.municipality_code)
    return next((desk for desk in BUREAUS if desk.id == office), None) or municipality_desk(office)


def _sender(desk: Desk | None, language: LetterLanguage) -> tuple[str, ...]:
    if desk is None:
        return ()
    section = desk.section if language == "en" else desk.section_ja
    name = office_name(desk.id, "en") if language == "en" else desk.name_ja
    return (name,) if section is None else (name, section)


def _hours(desk: Desk, language: LetterLanguage) -> str:
    """Return when a desk is open, as far as that is known."""
    if language == "en":
        return desk.hours or ""
    hours = desk.hours_ja or ""
    return hours.replace("を除く", "は休み") if language == "easy-ja" else hours


def _desk_name(desk: Desk, language: LetterLanguage) -> str:
    return (", " if language == "en" else " ").join(_sender(desk, language))


def _title(duty: Duty, language: LetterLanguage) -> str:
    """Return the title of the rule; in Japanese without what tells it from rules of the same name."""
    title = DUTIES[duty.rule].title
    return title.en if language == "en" else title.ja.partition("(")[0]


def _address(address: Address | None) -> tuple[str, ...]:
    if address is None:
        return ()
    town = full_name(address.municipality_code) or address.municipality_code
    line = _short(address.line)
    return (f"{town}{' ' if line[:1].isascii() else ''}{line}",)


def _short(text: str) -> str:
    """Return what somebody typed on one line, and no longer than a letter shows."""
    return " ".join(text.split())[:_LONGEST_LINE]


def _said(words: Words, language: LetterLanguage) -> Line:
    return _line(words.said(language), language)


def _line(text: str, language: LetterLanguage) -> Line:
    """Return a line ready to be set, in Japanese with brackets and colons as wide as the other characters."""
    if language == "en":
        return (text,)
    wide = text.translate(_WIDE)
    return with_readings(wide) if language == "easy-ja" else (wide,)


def _plain(line: Sequence[str | tuple[str, str]]) -> str:
    return "".join(piece if isinstance(piece, str) else piece[0] for piece in line)
