"""Obligations as answered (contract section 3): the duty of one day, its desk, and why, in words."""

from collections.abc import Iterator, Mapping
from datetime import date

from msgspec import UNSET, Struct, UnsetType

from api.wording import words
from api.wording.events import type_title
from api.wording.text import age_counted_from, citation, count, day, said
from domain.duties.duty import Duty, OwedBy, State, Subject
from domain.events.written import with_check_digit
from domain.law.calendar import ClosedDay, Counted, add_days, add_months_clamped
from domain.law.differences import DIFFERENCES
from domain.law.extension import EXT, EXT_2
from domain.law.offices import Desk, bureau_of, municipality_desk
from domain.law.provision import Text
from domain.law.rule import Class, DeskKind, Kind
from domain.law.rulebook import DUTIES, RULES
from domain.policy import Policy


class Authority(Struct, frozen=True, kw_only=True):
    """The desk of a duty; what is not known of it is null. `lg_code`: the code with its check digit."""

    kind: DeskKind
    name: str | None
    municipality_code: str | None = None
    lg_code: str | None = None
    address: str | None = None
    telephone: str | None = None
    hours: str | None = None


class ObligationAnswer(Struct, frozen=True, kw_only=True, rename={"class_": "class"}):
    """One obligation on one day; `switches` are the settings it depends on.

    `birth_taken_as`: where no more than the year or month of birth is known, the day that ages are counted
    from.
    """

    rule: str
    rulebook: str
    kind: Kind
    class_: Class
    title: str
    state: State
    opens_on: date | None
    raw_due_on: date | None
    due_on: date | None
    days_left: int | None
    trigger: int
    settled_by: int | None
    settled_on: date | None
    authority: Authority
    basis: str
    explanation: tuple[str, ...]
    subject: Subject | None
    owed_by: OwedBy
    confirmed: bool
    switches: tuple[str, ...]
    birth_taken_as: date | UnsetType = UNSET


_DAY_ITSELF = Text("On the day itself", "当日")
_DESKS: Mapping[DeskKind, Text] = {
    "port": Text("Immigration officer at the port", "出入国港の入国審査官"),
    "police": Text("Police", "警察"),
}
_ENDED: frozenset[State] = frozenset({"done", "done-late", "cancelled"})
"""States in which no days are left to count."""

_CLOSED: Mapping[str, Text] = {"year-end": Text("year end", "年末年始")}


def obligation_view(
    duty: Duty, on: date, language: str, policy: Policy, *, settings: bool = False
) -> ObligationAnswer:
    """Return a duty as it stands on a day, worded in a language (`ja`, else English).

    `settings`: its explanation names those it depends on, with their values.
    """
    duty, due_on, state = duty.seen(on), duty.due_on, duty.state(on)
    return ObligationAnswer(
        rule=duty.rule,
        rulebook=duty.rulebook,
        kind=duty.kind,
        class_=duty.class_,
        title=said(RULES[duty.rule].title, language),
        state=state,
        opens_on=duty.opens_on,
        raw_due_on=duty.raw_due_on,
        due_on=due_on,
        days_left=None if due_on is None or state in _ENDED else (due_on - on).days,
        trigger=duty.trigger,
        settled_by=duty.settled_by,
        settled_on=duty.settled_on,
        authority=authority(duty, language),
        basis=citation(duty.basis, language),
        explanation=(
            *explain(duty, on, language),
            *_ages(duty, language),
            *(_settings(duty, language, policy) if settings else ()),
        ),
        subject=duty.subject,
        owed_by=duty.who_owes(on),
        confirmed=duty.confirmed,
        switches=duty.switches,
        birth_taken_as=duty.birth_taken_as or UNSET,
    )


def desk_of(duty: Duty) -> Desk | None:
    """Return the desk of a duty by the place the duty concerns (readings N18), None where none is named."""
    code = duty.municipality_code
    if duty.desk in _DESKS or code is None:
        return None
    return municipality_desk(code) if duty.desk == "municipality" else bureau_of(code)


def authority(duty: Duty, language: str) -> Authority:
    """Return the desk of a duty; what is not known of it is null."""
    desk = desk_of(duty)
    if desk is None:
        kind = _DESKS.get(duty.desk)
        return Authority(kind=duty.desk, name=None if kind is None else said(kind, language))
    return Authority(
        kind=duty.desk,
        name=desk.name_ja if language == "ja" else desk.name,
        municipality_code=desk.municipality_code,
        lg_code=with_check_digit(desk.municipality_code),
        address=desk.address_ja if language == "ja" else desk.address,
        telephone=desk.telephone,
        hours=desk.hours_ja if language == "ja" else desk.hours,
    )


def rule_title(rule: str, language: str) -> str:
    """Return the title of a rule of the rulebook."""
    return said(RULES[rule].title, language)


def explain(duty: Duty, on: date, language: str) -> Iterator[str]:
    """Yield why a duty, as seen on a day, is as it is: event, rule, count, days that moved it.

    Nothing of the person is in it: calendars without names have it, too.
    """
    ja = language == "ja"
    yield _line(_happened(duty, language), duty.trigger_on, language)
    basis = citation(duty.basis, language)
    yield f"根拠:{basis}({duty.rule}、{duty.rulebook})" if ja else f"{duty.rule}, {basis}, {duty.rulebook}"
    if duty.counted is not None:
        yield from _counted(duty, duty.counted, language)
    elif duty.opens_on is None:
        yield (
            "最初の入国の日から起算します(入国待ち)"
            if ja
            else "Counted from the first entry, which is awaited"
        )
    else:
        yield "期限の定めなし" if ja else "No fixed day"
    yield from _ended(duty, language)
    yield from _caveats(duty, on, language)


def _happened(duty: Duty, language: str) -> str:
    """Return what raised the duty: the event, and which change of organisation it was."""
    title = type_title(duty.trigger_type, language)
    if duty.subject is None or duty.subject.change is None:
        return title
    change = said(words.ORGANISATION_CHANGES[duty.subject.change], language)
    return f"{title}:{change}" if language == "ja" else f"{title}: {change}"


def _counted(duty: Duty, counted: Counted, language: str) -> Iterator[str]:
    ja = language == "ja"
    if counted.months or counted.days:
        clock = DUTIES[duty.rule].clock
        if counted.first_on != duty.trigger_on and clock is not None:
            yield _line(said(clock, language), counted.first_on, language)
        yield _length(counted, language)
    else:
        yield from _fixed(duty, counted, language)
    if counted.closed:
        closed = [_closed(c, language) for c in counted.closed]
        yield f"閉庁日:{'、'.join(closed)}" if ja else f"Closed: {', '.join(closed)}"
    if duty.rule == EXT.id and counted.closed:
        yield (
            f"在留期間そのものは延長されません({EXT_2.id})"
            if ja
            else f"The period of stay itself is not extended ({EXT_2.id})"
        )
    last = day(counted.due_on, language)
    yield f"期限:{last}" if ja else f"Last day: {last}"


def _fixed(duty: Duty, counted: Counted, language: str) -> Iterator[str]:
    """Yield the day that is printed or decided, and where its window opens before it."""
    ja = language == "ja"
    fixed = said(DUTIES[duty.rule].clock or _DAY_ITSELF, language)
    raw = day(counted.raw_due_on, language)
    yield f"{fixed}:{raw}" if ja else f"{fixed}: {raw}"
    if duty.opens_on is not None and duty.opens_on > duty.trigger_on:
        opens = day(duty.opens_on, language)
        yield f"受付開始:{opens}" if ja else f"Opens: {opens}"


def _length(counted: Counted, language: str) -> str:
    """Return the count and where it leads: a number of days or months, or an earlier bound."""
    ja = language == "ja"
    length = count(counted.months, counted.days, language)
    raw = day(counted.raw_due_on, language)
    if counted.months and counted.raw_due_on < add_months_clamped(counted.first_on, counted.months):
        return (
            f"{length}以内(在留期間等の満了日が先に到来):{raw}"
            if ja
            else f"At most {length}, the stay ends first: {raw}"
        )
    if counted.days and counted.raw_due_on < add_days(counted.first_on, counted.days):
        return f"{length}(初日算入):{raw}" if ja else f"{length}, first day counted: {raw}"
    return f"{length}(初日不算入):{raw}" if ja else f"{length}, first day not counted: {raw}"


def _closed(closed: ClosedDay, language: str) -> str:
    name = closed.name_ja if language == "ja" else closed.name
    name = name or (said(_CLOSED[closed.kind], language) if closed.kind in _CLOSED else "")
    shown = day(closed.on, language)
    if not name:
        return shown
    return f"{shown}・{name}" if language == "ja" else f"{shown[:-1]}, {name})"


def _ended(duty: Duty, language: str) -> Iterator[str]:
    """Yield what ended the duty, if anything did by the day on which it is seen."""
    ja = language == "ja"
    if duty.settled_on is not None:
        settled = day(duty.settled_on, language)
        yield (
            f"手続済み:{settled}(記録番号{duty.settled_by})"
            if ja
            else f"Settled on {settled} by version {duty.settled_by}"
        )
    elif duty.cancelled_on is not None:
        ended = day(duty.cancelled_on, language)
        yield f"手続不要:{ended}以降" if ja else f"No longer owed from {ended}"
    elif duty.failed_on is not None:
        lost = day(duty.failed_on, language)
        yield f"在留資格の喪失:{lost}" if ja else f"Status lost from {lost}"


def _caveats(duty: Duty, on: date, language: str) -> Iterator[str]:
    """Yield what the reader must know before relying on it: class, page against statute, doubt."""
    ja = language == "ja"
    if (owing := duty.who_owes(on)) != "holder":
        who = said(words.OWED_BY[owing], language)
        yield f"手続をする人:{who}" if ja else f"Owed by {who}"
    if duty.class_ == "advisory":
        yield (
            "任意の手続です(期限を過ぎても法律上の違反にはなりません)"
            if ja
            else "Advisory: never overdue by law"
        )
    rule = DUTIES[duty.rule]
    for difference in DIFFERENCES:
        if difference.id == rule.differs:
            page, statute = said(difference.page, language), said(difference.statute, language)
            yield (
                f"市のホームページと法律の違い({difference.id}) 市のホームページ:{page} 法律:{statute}"
                if ja
                else f"{difference.id}, city page: {page} Statute: {statute}"
            )
    if rule.doubt is not None and not (rule.doubt_of_limb and duty.confirmed):
        yield f"未確認:{rule.doubt.ja}" if ja else f"Unconfirmed: {rule.doubt.en}"


def _ages(duty: Duty, language: str) -> Iterator[str]:
    if duty.birth_taken_as is not None:
        yield age_counted_from(duty.birth_taken_as, language)


def _settings(duty: Duty, language: str, policy: Policy) -> Iterator[str]:
    for switch in duty.switches:
        value = getattr(policy, switch)
        yield (
            f"設定による:{switch} = {value}"
            if language == "ja"
            else f"Depends on the setting {switch} = {value}"
        )


def _line(what: str, on: date, language: str) -> str:
    return f"{day(on, language)} {what}" if language == "ja" else f"{what} on {day(on, language)}"
