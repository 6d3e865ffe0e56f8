"""The duties that a lost, damaged or soiled card raises (`domain.law.loss`)."""

from collections.abc import Iterator
from datetime import date

from domain.duties.duty import Duty, Subject
from domain.duties.owing import due, earlier, first_after, first_from, first_notice, owed
from domain.events.types import Procedure
from domain.law.calendar import Counted
from domain.law.loss import DMG_1, DMG_2, LOS_1, LOS_2, LOS_3
from domain.law.rule import DutyRule
from domain.spans.case import Case
from domain.spans.parts import Fact, Incident, Loss

_REISSUE: frozenset[Procedure] = frozenset({"card-reissue"})
_REPLACE: frozenset[Procedure] = frozenset({"card-replacement", "card-reissue"})


def duties(case: Case) -> Iterator[Duty]:
    """Yield the duties that losses, damage and orders raise."""
    for loss in case.losses:
        yield _reissue(case, loss)
        if loss.cause in {"lost", "stolen"}:
            yield _police_report(case, loss)
    for damage in case.damages:
        if damage.regime is not None:
            advised = case.policy.damaged_card == "CITY_14D"
            counted = due(case, DMG_1, damage.fact.on) if advised else None
            yield _replacement(case, DMG_1, damage, counted)
    for order in case.orders:
        if order.regime is not None:
            rule = DMG_2.of(order.regime)
            yield _replacement(case, rule, order, due(case, rule, order.fact.on))


def _reissue(case: Case, loss: Loss) -> Duty:
    """LOS-1, LOS-2; the next card answers the loss or, issued for another reason, ends the duty."""
    rule = (LOS_2 if loss.abroad else LOS_1).of(loss.regime)
    start = loss.entered if loss.abroad else loss.lost.on
    card = next((c for c in case.cards if c.issued.place > loss.lost.place), None)
    issued = None if card is None else card.issued
    reissued = issued if card is not None and card.reason == "reissue" else None
    other = issued if reissued is None else None
    return owed(
        case,
        rule,
        loss.lost,
        loss.stay,
        opens_on=start,
        counted=None if start is None else due(case, rule, start),
        settled=earlier(_filed(case, loss.lost, _REISSUE), reissued),
        cancelled_on=_earlier(loss.found_on, other),
        subject=Subject(card_number=loss.number, procedure="card-reissue"),
    )


def _filed(case: Case, trigger: Fact, procedures: frozenset[Procedure]) -> Fact | None:
    """Return the first application for these procedures."""
    return first_from((a.filed for a in case.applications if a.procedure in procedures), trigger.on)


def _earlier(found_on: date | None, new_card: Fact | None) -> date | None:
    if found_on is None or new_card is None:
        return found_on if new_card is None else new_card.on
    return min(found_on, new_card.on)


def _police_report(case: Case, loss: Loss) -> Duty:
    """LOS-3: lost or stolen cards are reported to the police; a new card makes the report pointless."""
    new_card = first_after((c.issued for c in case.cards), loss.lost)
    return owed(
        case,
        LOS_3,
        loss.lost,
        loss.stay,
        opens_on=loss.lost.on,
        counted=due(case, LOS_3, loss.lost.on),
        settled=first_notice(case.police_reports, loss.lost.on),
        cancelled_on=_earlier(loss.found_on, new_card),
        subject=Subject(card_number=loss.number),
    )


def _replacement(case: Case, rule: DutyRule, incident: Incident, counted: Counted | None) -> Duty:
    """DMG-1, DMG-2; any card issued later ends the duty."""
    new_card = first_after((c.issued for c in case.cards), incident.fact)
    return owed(
        case,
        rule,
        incident.fact,
        incident.stay,
        opens_on=incident.fact.on,
        counted=counted,
        settled=earlier(_filed(case, incident.fact, _REPLACE), new_card),
        subject=Subject(card_number=incident.card_number, procedure="card-replacement"),
    )
