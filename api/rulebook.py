"""The answers of `/v1/rules`, `/v1/rules/{id}` and `/v1/offices`: the law as this server holds it on a day."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, structs

from api.wording.text import articles, law, said
from domain.policy import DEFAULT, Policy
from domain.rules import fees, offices
from domain.rules.calendar import CALENDAR_VERSION
from domain.rules.duty import Class, DeskKind, Kind
from domain.rules.offices import DESKS, Desk, LocalClosedDay
from domain.rules.provision import Confidence, InForce, Provision, in_force
from domain.rules.rulebook import DIFFERENCES, RULES, SWITCHES, Rule, Text
from domain.rules.rulebook.numbers import NUMBERS, Number
from domain.rules.rulebook.sources import written_out
from domain.rules.status_table import STATUS_TABLE, NoticeRule, Periods, Table, Work
from domain.rules.versions import VERSIONS, rulebook_version


class Basis(Struct, frozen=True, kw_only=True):
    """Where a fact of the law comes from and how sure it is; `confirmed` false: never rely on it alone."""

    law: str
    articles: str
    source: str
    confidence: Confidence
    confirmed: bool
    checked_on: date


class VersionAnswer(Struct, frozen=True, kw_only=True):
    """A version of the rulebook, and what changed with it."""

    key: str
    since: date | None
    change: str
    basis: Basis


class SaidAnswer(Struct, frozen=True, kw_only=True):
    """What a rule says from a day on."""

    since: date | None
    says: str
    basis: Basis


class NumberAnswer(Struct, frozen=True, kw_only=True):
    """A number or table that a rule computes with, since a day."""

    name: str
    value: object
    since: date | None
    basis: Basis


class PenaltyAnswer(Struct, frozen=True, kw_only=True):
    """What the law threatens."""

    text: str
    basis: Basis


class RuleAnswer(Struct, frozen=True, kw_only=True, rename={"class_": "class"}):
    """One rule as it is on a day; `versions` are all it ever said, coming ones among them.

    `says`, `since` and `basis` are null before the rule comes into force.
    """

    id: str
    title: str
    in_force: bool
    says: str | None
    since: date | None
    basis: Basis | None
    kind: Kind | None
    class_: Class | None
    desk: tuple[DeskKind, ...]
    settled_by: tuple[str, ...]
    penalty: PenaltyAnswer | None
    numbers: tuple[NumberAnswer, ...]
    switches: dict[str, str]
    differs: str | None
    versions: tuple[SaidAnswer, ...]


class SwitchAnswer(Struct, frozen=True, kw_only=True):
    """A setting for a contested point, as this server has it."""

    name: str
    value: str
    default: str
    values: tuple[str, ...]
    why: str


class DifferenceAnswer(Struct, frozen=True, kw_only=True):
    """A place where the city page and the statute differ."""

    id: str
    page: str
    statute: str
    here: str
    rules: tuple[str, ...]
    switch: str | None


class StatusAnswer(Struct, frozen=True, kw_only=True):
    """A status of residence on a day: what may be granted, what work it allows, which notices it owes."""

    code: str
    name: str
    name_ja: str
    table: Table
    work: Work
    periods: Periods
    notice: NoticeRule | None
    notice_by_detail: Mapping[str, NoticeRule]
    spouse_notice: bool
    card: bool
    since: date | None
    basis: Basis


class FeeAnswer(Struct, frozen=True, kw_only=True):
    """A fee on the day of filing; null where no source names the amount."""

    kind: str
    yen: int | None
    online: int | None
    cap: int | None
    since: date | None
    basis: Basis


class RulesAnswer(Struct, frozen=True, kw_only=True):
    """The rulebook in force on a day, with the settings and the calendar of this server."""

    on: date
    rulebook: str
    calendar: str
    switches: dict[str, str]
    contested: tuple[SwitchAnswer, ...]
    differences: tuple[DifferenceAnswer, ...]
    versions: tuple[VersionAnswer, ...]
    items: tuple[RuleAnswer, ...]
    statuses: tuple[StatusAnswer, ...]
    fees: tuple[FeeAnswer, ...]
    next: None = None


class ClosedDayAnswer(Struct, frozen=True, kw_only=True):
    """A closed day of the municipalities of an area: a code, or the two digits of a prefecture."""

    area: str
    month: int
    day: int
    name: str
    basis: Basis


class OfficeAnswer(Struct, frozen=True, kw_only=True):
    """A desk; what is not known of it is null."""

    id: str
    kind: offices.Kind
    name: str
    name_ja: str
    section: str | None
    municipality_code: str | None
    prefectures: tuple[str, ...]
    parent: str | None
    address: str | None
    telephone: str | None
    telephone_abroad: str | None
    hours: str | None
    basis: Basis
    prefectures_basis: Basis | None


class OfficesAnswer(Struct, frozen=True, kw_only=True):
    """The desks known by name, with the closed days that only some areas have."""

    on: date
    items: tuple[OfficeAnswer, ...]
    local_closed_days: tuple[ClosedDayAnswer, ...]
    next: None = None


def rules_answer(on: date, language: str, policy: Policy) -> RulesAnswer:
    """Return the rulebook in force on a day; rules not yet in force are left out of `items`."""
    values = structs.asdict(policy)
    return RulesAnswer(
        on=on,
        rulebook=rulebook_version(on),
        calendar=CALENDAR_VERSION,
        switches=values,
        contested=tuple(
            SwitchAnswer(
                name=s.name,
                value=values[s.name],
                default=getattr(DEFAULT, s.name),
                values=s.values,
                why=said(s.why, language),
            )
            for s in SWITCHES
        ),
        differences=_differences(language),
        versions=tuple(
            VersionAnswer(
                key=v.value.key,
                since=v.since,
                change=said(Text(v.value.change, v.value.change_ja), language),
                basis=_basis(v.under, language),
            )
            for v in VERSIONS
        ),
        items=tuple(_rule(r, on, language, policy) for r in RULES.values() if r.in_force(on)),
        statuses=_statuses(on, language),
        fees=_fees(on, language),
    )


def rule_answer(id_: str, on: date, language: str, policy: Policy) -> RuleAnswer | None:
    """Return one rule as it is on a day, in force or coming; None when the rulebook has none of this id."""
    found = RULES.get(id_)
    return None if found is None else _rule(found, on, language, policy)


def offices_answer(on: date, language: str) -> OfficesAnswer:
    """Return every desk known by name."""
    return OfficesAnswer(
        on=on,
        items=tuple(_office(desk, language) for desk in DESKS),
        local_closed_days=tuple(
            _closed_day(area, closed, language)
            for area, days in offices.LOCAL_CLOSED_DAYS.items()
            for closed in days
        ),
    )


def _rule(rule: Rule, on: date, language: str, policy: Policy) -> RuleAnswer:
    current = rule.in_force(on)
    penalty = rule.penalty
    return RuleAnswer(
        id=rule.id,
        title=said(rule.title, language),
        in_force=current is not None,
        says=None if current is None else said(current.value, language),
        since=None if current is None else current.since,
        basis=None if current is None else _basis(current.under, language),
        kind=rule.kind,
        class_=rule.class_,
        desk=rule.desk,
        settled_by=rule.settled_by,
        penalty=None
        if penalty is None
        else PenaltyAnswer(text=said(penalty.text, language), basis=_basis(penalty.under, language)),
        numbers=tuple(
            answer for number in NUMBERS.get(rule.id, ()) if (answer := _number(number, on, language))
        ),
        switches={name: getattr(policy, name) for name in rule.switches},
        differs=rule.differs,
        versions=tuple(
            SaidAnswer(since=v.since, says=said(v.value, language), basis=_basis(v.under, language))
            for v in rule.says
        ),
    )


def _number(number: Number, on: date, language: str) -> NumberAnswer | None:
    current = next((e for e in reversed(number.dated) if e.since is None or e.since <= on), None)
    if current is None:
        return None
    return NumberAnswer(
        name=said(number.name, language),
        value=current.value,
        since=current.since,
        basis=_basis(current.under, language),
    )


def _basis(under: Provision, language: str) -> Basis:
    return Basis(
        law=law(under.law, language),
        articles=articles(under.articles, language),
        source=written_out(under.source),
        confidence=under.confidence,
        confirmed=under.confirmed,
        checked_on=under.checked_on,
    )


def _differences(language: str) -> tuple[DifferenceAnswer, ...]:
    return tuple(
        DifferenceAnswer(
            id=d.id,
            page=said(d.page, language),
            statute=said(d.statute, language),
            here=said(d.here, language),
            rules=d.rules,
            switch=d.switch,
        )
        for d in DIFFERENCES
    )


def _statuses(on: date, language: str) -> tuple[StatusAnswer, ...]:
    found = []
    for s in STATUS_TABLE:
        periods: InForce[Periods] = in_force(s.periods, on)
        found.append(
            StatusAnswer(
                code=s.code,
                name=s.name,
                name_ja=s.name_ja,
                table=s.table,
                work=s.work,
                periods=periods.value,
                notice=s.notice,
                notice_by_detail=s.notice_by_detail,
                spouse_notice=s.spouse_notice,
                card=s.card,
                since=periods.since,
                basis=_basis(periods.under, language),
            )
        )
    return tuple(found)


def _fees(on: date, language: str) -> tuple[FeeAnswer, ...]:
    current = {kind: in_force(dated, on) for kind, dated in fees.FEES.items()}
    return tuple(
        FeeAnswer(
            kind=kind,
            yen=fee.value.yen,
            online=fee.value.online,
            cap=fee.value.cap,
            since=fee.since,
            basis=_basis(fee.under, language),
        )
        for kind, fee in current.items()
    )


def _office(desk: Desk, language: str) -> OfficeAnswer:
    return OfficeAnswer(
        id=desk.id,
        kind=desk.kind,
        name=desk.name,
        name_ja=desk.name_ja,
        section=desk.section,
        municipality_code=desk.municipality_code,
        prefectures=(*desk.prefectures, *desk.also),
        parent=desk.parent,
        address=desk.address,
        telephone=desk.telephone,
        telephone_abroad=desk.telephone_abroad,
        hours=desk.hours,
        basis=_basis(desk.under, language),
        prefectures_basis=None if desk.also_under is None else _basis(desk.also_under, language),
    )


def _closed_day(area: str, closed: LocalClosedDay, language: str) -> ClosedDayAnswer:
    return ClosedDayAnswer(
        area=area,
        month=closed.month,
        day=closed.day,
        name=closed.name_ja if language == "ja" else closed.name,
        basis=_basis(closed.under, language),
    )
