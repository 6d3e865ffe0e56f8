"""Organisation, marriage, activities and side activities (ICRRA 19(2), 19-16, 22-4)."""

from datetime import date

from domain.events import (
    ActivityResumed,
    ActivityStopped,
    MarriageEnded,
    OrganisationChanged,
    SideActivityPermitted,
    SideActivityStarted,
)
from domain.events.types import Activity, OrganisationChange
from domain.law.affiliation import SPO_1
from domain.law.revocation import ENDS_WITH_MARRIAGE
from domain.law.rule import DutyRule
from domain.law.statuses import STATUSES, notice_rule, spouse_notice
from domain.law.versions import CARD_SYSTEM_SINCE
from domain.spans.case import Case
from domain.spans.lawful import close, regime_on
from domain.spans.parts import Fact, Grant, NotifiableChange, SideActivity, SidePermission
from domain.spans.side_activity import anomaly


def organisation_changed(case: Case, fact: Fact, event: OrganisationChanged) -> None:
    """A change that a mid- to long-term resident's status makes notifiable (readings N34)."""
    grant = case.grant
    if grant is None or regime_on(case, fact.on) != "resident":
        return
    rule = notice_rule(grant.status, grant.detail, event.contract_in_japan)
    if rule is not None:
        _notifiable(case, fact, grant, rule, event.change)


def marriage_ended(case: Case, fact: Fact, _event: MarriageEnded) -> None:
    """The marriage ended: the clock of spousal activity starts if none runs (readings N15, N41, N56)."""
    _stop(case, fact, "spousal")
    grant = case.grant
    if grant is not None and grant.as_spouse and grant.status in ENDS_WITH_MARRIAGE.on(fact.on):
        _stop(case, fact, "status")
    if grant is None or regime_on(case, fact.on) != "resident":
        return
    if spouse_notice(grant.status, grant.detail, grant.as_spouse):
        _notifiable(case, fact, grant, SPO_1, None)


def _notifiable(
    case: Case, fact: Fact, grant: Grant, rule: DutyRule, change: OrganisationChange | None
) -> None:
    abroad = case.present is False
    counted_from = None if abroad and case.policy.abroad_clock == "PAUSE" else fact.on
    confirmed = STATUSES[grant.status].notice_confirmed
    case.changes.append(NotifiableChange(fact, grant.stay, rule, change, abroad, counted_from, confirmed))


def activity_stopped(case: Case, fact: Fact, event: ActivityStopped) -> None:
    """The last active day; a clock that runs already goes on."""
    _stop(case, fact, event.activity)


def _stop(case: Case, fact: Fact, activity: Activity) -> None:
    """Start a clock, if none runs; before the card system there is none (readings N60)."""
    if fact.on >= CARD_SYSTEM_SINCE:
        case.stopped.setdefault(activity, fact)


def activity_resumed(case: Case, _fact: Fact, event: ActivityResumed) -> None:
    """The clock stops."""
    case.stopped.pop(event.activity, None)


def side_activity_started(case: Case, fact: Fact, event: SideActivityStarted) -> None:
    """Paid activity outside the status; what is wrong with it on its day stays in the record."""
    activity = SideActivity(fact, event.hours_per_week or 0, case.grant)
    case.side_activities.append(activity)
    _judge(case, activity)


def side_activity_permitted(case: Case, fact: Fact, event: SideActivityPermitted) -> None:
    """Permission under 19(2); without a last day it ends with the stay (readings N28)."""
    grant = case.grant
    last = event.expires_on or (None if grant is None else grant.expires_on)
    case.side_permissions.append(SidePermission(fact, case.stay_number, event.scope, last))
    close(case, fact, "permitted", frozenset({"side-activity"}))
    _judge_again(case, fact.on)


def _judge(case: Case, activity: SideActivity) -> None:
    if (code := anomaly(case, activity)) is not None:
        case.flag(code, activity.begun)


def _judge_again(case: Case, day: date) -> None:
    """Judge anew, by a permission of their day, the activities that were found wrong before it came."""
    wrong = {found.version for found in case.anomalies}
    for activity in case.side_activities:
        if activity.begun.on == day and activity.begun.version in wrong:
            case.anomalies = [found for found in case.anomalies if found.version != activity.begun.version]
            _judge(case, activity)
