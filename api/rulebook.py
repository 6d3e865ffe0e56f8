"""What `/v1/rules`, `/v1/rules/{id}` and `/v1/offices` answer: the law as this server holds it on a day."""

from datetime import date

from msgspec import structs

from api.rulebook_answers import (
    Basis,
    ClosedDayAnswer,
    DifferenceAnswer,
    FeeAnswer,
    NumberAnswer,
    OfficeAnswer,
    OfficesAnswer,
    PenaltyAnswer,
    RuleAnswer,
    RulesAnswer,
    SaidAnswer,
    StatusAnswer,
    SwitchAnswer,
    VersionAnswer,
)
from api.wording.text import articles, law, said
from domain.events.written import with_check_digit
from domain.law import fees, offices
from domain.law.calendar import CALENDAR_VERSION
from domain.law.differences import DIFFERENCES, SWITCHES
from domain.law.offices import DESKS, Desk, LocalClosedDay
from domain.law.provision import InForce, Provision
from domain.law.rule import DutyRule, Number, Rule
from domain.law.rulebook import RULES
from domain.law.sources import written_out
from domain.law.status_table import STATUS_TABLE
from domain.law.versions import VERSIONS, rulebook_version, version_key
from domain.policy import DEFAULT, Policy, values


def rules_answer(on: date, language: str, policy: Policy) -> RulesAnswer:
    """Return the rulebook in force on a day; rules not yet in force are left out of `items`."""
    chosen = structs.asdict(policy)
    return RulesAnswer(
        on=on,
        rulebook=rulebook_version(on),
        calendar=CALENDAR_VERSION,
        switches=chosen,
        contested=tuple(
            SwitchAnswer(
                name=name,
                value=chosen[name],
                default=getattr(DEFAULT, name),
                values=values(name),
                why=said(why, language),
            )
            for name, why in SWITCHES.items()
        ),
        differences=_differences(language),
        versions=tuple(
            VersionAnswer(
                key=version_key(v.since),
                since=v.since,
                change=said(v.value, language),
                basis=_basis(v.under, language),
            )
            for v in VERSIONS.entries
        ),
        items=tuple(_rule(r, on, language, policy) for r in RULES.values() if r.says.entry(on)),
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
    current = rule.says.entry(on)
    duty = rule if isinstance(rule, DutyRule) else None
    penalty = None if duty is None else duty.penalty
    return RuleAnswer(
        id=rule.id,
        title=said(rule.title, language),
        in_force=current is not None,
        says=None if current is None else said(current.value, language),
        since=None if current is None else current.since,
        basis=None if current is None else _basis(current.under, language),
        kind=None if duty is None else duty.kind,
        class_=None if duty is None else duty.class_,
        desk=() if duty is None else (duty.desk,),
        settled_by=() if duty is None else duty.settled_by,
        penalty=None
        if penalty is None
        else PenaltyAnswer(
            text=said(penalty.text, language),
            basis=_basis(penalty.under, language),
            in_japan_only=penalty.in_japan_only,
        ),
        numbers=tuple(
            _number(number, entry, language) for number in rule.numbers if (entry := number.entry(on))
        ),
        numbers_by_date=tuple(
            _number(number, entry, language) for number in rule.numbers for entry in number.entries
        ),
        switches={name: getattr(policy, name) for name in rule.switches},
        differs=rule.differs,
        doubt=None if rule.doubt is None else said(rule.doubt, language),
        versions=tuple(
            SaidAnswer(since=v.since, says=said(v.value, language), basis=_basis(v.under, language))
            for v in rule.says.entries
        ),
    )


def _number(number: Number[object], entry: InForce[object], language: str) -> NumberAnswer:
    return NumberAnswer(
        name=said(number.name, language),
        value=entry.value,
        since=entry.since,
        basis=_basis(entry.under, language),
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
            rules=tuple(rule.id for rule in RULES.values() if rule.differs == d.id),
            switch=d.switch,
        )
        for d in DIFFERENCES
    )


def _statuses(on: date, language: str) -> tuple[StatusAnswer, ...]:
    found = []
    for s in STATUS_TABLE:
        periods = s.periods.entry(on)
        if periods is None:
            continue
        found.append(
            StatusAnswer(
                code=s.code,
                name=s.name.en,
                name_ja=s.name.ja,
                table=s.table,
                work=s.work,
                periods=periods.value,
                notice=None if s.notice is None else s.notice.id,
                notice_by_detail={str(detail): rule.id for detail, rule in s.notice_by_detail.items()},
                spouse_notice=s.spouse_notice,
                card=s.card,
                since=periods.since,
                basis=_basis(periods.under, language),
            )
        )
    return tuple(found)


def _fees(on: date, language: str) -> tuple[FeeAnswer, ...]:
    current = {kind: entry for kind, dated in fees.FEES.items() if (entry := dated.entry(on))}
    return tuple(
        FeeAnswer(
            procedure=kind,
            granted_over=fee.granted_over,
            granted_up_to=fee.granted_up_to,
            counter=fee.counter,
            online=fee.online,
            confirmed=dated.under.confirmed,
            since=dated.since,
            basis=_basis(dated.under, language),
        )
        for kind, dated in current.items()
        for fee in dated.value
    )


def _office(desk: Desk, language: str) -> OfficeAnswer:
    return OfficeAnswer(
        id=desk.id,
        kind=desk.kind,
        name=desk.name,
        name_ja=desk.name_ja,
        section=desk.section_ja if language == "ja" else desk.section,
        municipality_code=desk.municipality_code,
        lg_code=with_check_digit(desk.municipality_code),
        prefectures=(*desk.prefectures, *desk.also),
        parent=desk.parent,
        address=desk.address_ja if language == "ja" else desk.address,
        telephone=desk.telephone,
        telephone_abroad=desk.telephone_abroad,
        hours=desk.hours_ja if language == "ja" else desk.hours,
        advice=None if desk.advice is None else said(desk.advice, language),
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
