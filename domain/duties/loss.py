"""A card lost, stolen, destroyed, damaged or soiled (ICRRA 19-12, 19-13; SPRA 13, 14).

LOS-1 to LOS-3, DMG-1, DMG-2, SPR-5, SPR-6.

19-12: apply for a new card within fourteen days of learning of the loss; who learns of it abroad, of the
first entry after. 19-13: a damaged card may be replaced at any time, on order within fourteen days.
The city page asks for fourteen days in both cases: for damage as advice (`damaged_card`).
"""

from collections.abc import Iterator
from datetime import date

from domain.duties.duty import Duty, Subject
from domain.duties.owing import count, first_after, first_from, first_notice, owe
from domain.events.types import Procedure
from domain.law.provision import CITY_PAGE, InForce, Provision, icrra, spra
from domain.spans.case import Case, Fact, Incident, Loss

REISSUE_DAYS = InForce(value=14, under=icrra("19-12(1)", "A:7"))
SPECIAL_PERMANENT_REISSUE_DAYS = InForce(value=14, under=spra("13(1)", "B:35", "secondary"))
REPLACEMENT_DAYS = InForce(value=14, under=icrra("19-13(3)", "A:8; A:9"))
SPECIAL_PERMANENT_REPLACEMENT_DAYS = InForce(value=14, under=spra("14(3)", "A:34b"))
DAMAGE_ADVICE_DAYS = InForce(value=14, under=icrra("19-13(1)", "city page; A:8; A:9", "city"))
POLICE_REPORT = InForce(
    value=0,
    under=Provision(
        law=CITY_PAGE,
        articles="Re-issuance of Residence Cards",
        source="city; B:7",
        confidence="city",
    ),
)
"""LOS-3: no statutory day; the receipt number is asked for at the counter."""

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
            yield _damage(case, damage)
    for order in case.orders:
        if order.regime is not None:
            yield _order(case, order)


def _reissue(case: Case, loss: Loss) -> Duty:
    """LOS-1, LOS-2, SPR-5; another card, or the old one found, ends the duty."""
    special = loss.regime == "special-permanent"
    days = SPECIAL_PERMANENT_REISSUE_DAYS if special else REISSUE_DAYS
    place = case.home
    rule: str = "SPR-5" if special else "LOS-2" if loss.abroad else "LOS-1"
    start = loss.entered if loss.abroad else loss.lost.on
    return owe(
        case,
        rule,
        days,
        loss.lost,
        loss.stay,
        kind="application",
        desk="municipality" if special else "bureau",
        opens_on=start,
        counted=None if start is None else count(case, start, days.value, place if special else None),
        settled=_answer(case, loss.lost, _REISSUE, "reissue"),
        cancelled_on=_ended(case, loss),
        subject=Subject(card_number=loss.number, procedure="card-reissue"),
        municipality_code=place,
    )


def _answer(
    case: Case, trigger: Fact, procedures: frozenset[Procedure], reason: str | None = None
) -> Fact | None:
    """Return the first application for these procedures, or card issued later for a reason (None: any)."""
    filed = [a.filed for a in case.applications if a.procedure in procedures]
    card = first_after((c.issued for c in case.cards if reason in {None, c.reason}), trigger)
    return first_from(filed if card is None else [*filed, card], trigger.on)


def _ended(case: Case, loss: Loss) -> date | None:
    """Return the day on which the old card was found, or another issued for another reason."""
    others = (c.issued for c in case.cards if c.reason != "reissue")
    return _earlier(loss.found_on, first_after(others, loss.lost))


def _earlier(found_on: date | None, new_card: Fact | None) -> date | None:
    days = [d for d in (found_on, None if new_card is None else new_card.on) if d is not None]
    return min(days, default=None)


def _police_report(case: Case, loss: Loss) -> Duty:
    """LOS-3: lost or stolen cards are reported to the police; a new card makes the report pointless."""
    new_card = first_after((c.issued for c in case.cards), loss.lost)
    return owe(
        case,
        "LOS-3",
        POLICE_REPORT,
        loss.lost,
        loss.stay,
        kind="report",
        desk="police",
        opens_on=loss.lost.on,
        counted=None,
        settled=first_notice(case.police_reports, loss.lost.on),
        cancelled_on=_earlier(loss.found_on, new_card),
        class_="advisory",
        subject=Subject(card_number=loss.number),
    )


def _damage(case: Case, damage: Incident) -> Duty:
    """DMG-1: advice, with the city page's fourteen days or without a day."""
    on = damage.fact.on
    dated = case.policy.damaged_card == "CITY_14D"
    return owe(
        case,
        "DMG-1",
        DAMAGE_ADVICE_DAYS,
        damage.fact,
        damage.stay,
        kind="application",
        desk="bureau",
        opens_on=on,
        counted=count(case, on, DAMAGE_ADVICE_DAYS.value) if dated else None,
        settled=_answer(case, damage.fact, _REPLACE),
        class_="advisory",
        subject=Subject(card_number=damage.card_number, procedure="card-replacement"),
        municipality_code=case.home,
        switches=("damaged_card",),
    )


def _order(case: Case, order: Incident) -> Duty:
    """DMG-2, SPR-6."""
    special = order.regime == "special-permanent"
    days = SPECIAL_PERMANENT_REPLACEMENT_DAYS if special else REPLACEMENT_DAYS
    place = case.home
    return owe(
        case,
        "SPR-6" if special else "DMG-2",
        days,
        order.fact,
        order.stay,
        kind="application",
        desk="municipality" if special else "bureau",
        opens_on=order.fact.on,
        counted=count(case, order.fact.on, days.value, place if special else None),
        settled=_answer(case, order.fact, _REPLACE),
        subject=Subject(card_number=order.card_number, procedure="card-replacement"),
        municipality_code=place,
    )
