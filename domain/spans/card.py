"""The card: issue, validity, loss, damage, lapse, return (ICRRA 19-5, 19-14, 19-15; N12, N42, N43, N50)."""

from datetime import date

from domain.events import CardDamaged, CardFound, CardIssued, CardLost, CardReplacementOrdered, CardReturned
from domain.events.types import Procedure
from domain.law.calendar import add_days
from domain.law.returning import RET_1, RET_2, RET_3, RET_4, RET_5, RET_6, RET_7
from domain.law.rule import DutyRule
from domain.law.versions import CARD_SYSTEM_SINCE
from domain.spans.case import Case
from domain.spans.lawful import close, grace_until, lawful_until, regime_on
from domain.spans.parts import Computed, Fact, Incident, IssuedCard, Lapse, Loss
from domain.spans.validity import computed_validity, renewal_of

CARD_PROCEDURES: frozenset[Procedure] = frozenset({"card-renewal", "card-reissue", "card-replacement"})
FIRST_OF_ONE_DAY = (RET_7, RET_3, RET_6, RET_5, RET_2, RET_1)
"""When several causes fall on one day, the first of these raises the duty (readings N12)."""

TOLERANCE_DAYS = 1
"""A printed date may differ by this much from the computed one (rulebook section 3)."""


def issued(case: Case, fact: Fact, event: CardIssued) -> None:
    """A card is issued: older ones lapse and go back at once (RET-6), card applications are answered."""
    if any(c.number == event.number for c in case.cards) and case.impossible("card-number-taken", fact):
        return
    regime, grant = regime_on(case, fact.on), case.grant
    expires_on = None if grant is None else grant.expires_on
    computed = computed_validity(case, fact.on, event.reason, regime)
    card = IssuedCard(
        number=event.number,
        issued=fact,
        stay=case.stay_number,
        valid_until=event.valid_until,
        reason=event.reason,
        regime=regime,
        renewal=renewal_of(case.born_by, fact.on, event.valid_until, expires_on),
        computed=computed,
    )
    checked = computed is not None and computed.checked and fact.on >= CARD_SYSTEM_SINCE
    if computed is not None and checked and _off(event.valid_until, computed):
        case.flag("card-date-mismatch", fact)
    lapse_cards(case, RET_6, fact)
    case.cards.append(card)
    close(case, fact, "permitted", CARD_PROCEDURES)


def _off(printed: date, computed: Computed) -> bool:
    return abs((printed - computed.valid_until).days) > TOLERANCE_DAYS


def valid_through(case: Case, card: IssuedCard) -> date:
    """Return the last day on which a card is valid, if nothing more happens.

    A card that ends with the period of stay, by the printed day give or take one, stays valid through the
    special period (VAL-5, ICRRA 19-5(2); readings N78).
    """
    last, grant = max(card.valid_until, card.extended_to or card.valid_until), case.grant
    if grant is None or grant.expires_on is None or card.stay != case.stay_number:
        return last
    until = lawful_until(case, grant)
    if until is None or until <= max(grant.expires_on, last):
        return last
    ends_with_stay = card.valid_until >= add_days(grant.expires_on, -TOLERANCE_DAYS)
    return until if ends_with_stay else last


def extend_cards(case: Case, decided_on: date) -> None:
    """Keep what a pending application has made of the cards' validity: through its decision (VAL-5)."""
    for card in case.cards:
        if card.lapsed_on is None and (last := valid_through(case, card)) > card.valid_until:
            card.extended_to = min(last, decided_on)


def in_hand(case: Case, day: date) -> bool:
    """Whether the resident holds a valid card of this stay on a day; a damaged one counts."""
    card = case.card
    return (
        card is not None
        and card.returned is None
        and card.lost is None
        and card.lapsed_on is None
        and day <= _lasts_through(case, card)
    )


def _lasts_through(case: Case, card: IssuedCard) -> date:
    """Return the last day on which a card is valid: its own, or that of the stay it was issued in."""
    last, grant = valid_through(case, card), case.grant
    until = None if grant is None else lawful_until(case, grant)
    return until if until is not None and card.issued.on <= until < last else last


def lapse_cards(
    case: Case,
    rule: DutyRule,
    cause: Fact,
    *,
    counted_from: date | None = None,
    owed_from: date | None = None,
) -> None:
    """Let every card lapse that has not: each goes back once, under the first cause (readings N12)."""
    day = owed_from or cause.on
    lapse = Lapse(rule, cause, counted_from or cause.on, day)
    for card in case.cards:
        if card.returned is not None and card.returned.on < day:
            continue
        if card.lapsed_on is None:
            card.lapsed_on = day
            if card.lost is None:
                card.lapse = lapse
        elif card.lapse is None or card.lost is not None or card.lapsed_on != day:
            continue
        elif _comes_first(lapse, card.lapse):
            card.lapse = lapse


def _comes_first(lapse: Lapse, other: Lapse) -> bool:
    """What ended at midnight belongs to the day before, and comes before all of this day (readings N77).

    A card that was lost when it lapsed goes back because it was found, whatever follows that day (N12).
    """
    if other.rule is RET_4 or lapse.counted_from != other.counted_from:
        return False
    return FIRST_OF_ONE_DAY.index(lapse.rule) < FIRST_OF_ONE_DAY.index(other.rule)


def lapse_by_time(case: Case, through: date) -> None:
    """Let the cards lapse whose validity (RET-2), or whose stay (RET-1), ended before the day `through`.

    While the filing grace runs nothing is owed; if it passes unused, or a grant ends it, the days count from
    the printed one.
    """
    grant = case.grant
    until = None if grant is None else lawful_until(case, grant)
    for card in case.cards:
        if card.lapsed_on is not None or card.returned is not None:
            continue
        if through <= card.valid_until and (until is None or through <= until):
            continue
        last, cause = valid_through(case, card), card.issued
        rule = RET_2
        owed_from = add_days(last if grant is None else max(last, grant.on), 1)
        if grant is not None and until is not None and card.issued.on <= until <= last:
            if until < last:
                last, rule, cause = until, RET_1, grant.granted
            owed_from = add_days(grace_until(case, grant) or last, 1)
        if owed_from <= through and last < date.max:
            card.lapsed_on = add_days(last, 1)
            if card.lost is None:
                card.lapse = Lapse(rule, cause, last, owed_from)


def lost(case: Case, fact: Fact, event: CardLost) -> None:
    """The holder learns of the loss, in Japan or abroad (LOS-1, LOS-2).

    Losing a card that is not alive raises nothing (readings N84), losing one whose issue is not in the file,
    recorded by override, does (N66).
    """
    if not case.cards and case.impossible("card-not-issued", fact):
        return
    card = case.card
    if not case.cards:
        _raise_loss(case, fact, None, event.cause)
    elif card is not None and card.lost is None and card.returned is None:
        if in_hand(case, fact.on):
            _raise_loss(case, fact, card.number, event.cause)
        card.lost = fact


def _raise_loss(case: Case, fact: Fact, number: str | None, cause: str) -> None:
    known = any(loss.number is None and loss.stay == case.stay_number for loss in case.losses)
    regime = regime_on(case, fact.on)
    if regime is not None and (number is not None or not known):
        abroad = case.present is False
        case.losses.append(Loss(fact, number, cause, abroad, case.stay_number, regime))


def damaged(case: Case, fact: Fact, _event: CardDamaged) -> None:
    """The card is damaged or soiled (DMG-1)."""
    if not case.cards and case.impossible("card-not-issued", fact):
        return
    card = case.card
    if not case.cards:
        case.damages.append(Incident(fact, case.stay_number, regime_on(case, fact.on)))
    elif card is not None and card.returned is None:
        card.damaged = card.damaged or fact
        case.damages.append(Incident(fact, case.stay_number, regime_on(case, fact.on), card.number))


def replacement_ordered(case: Case, fact: Fact, _event: CardReplacementOrdered) -> None:
    """The order to replace the card has been received (DMG-2)."""
    number = None if case.card is None else case.card.number
    case.orders.append(Incident(fact, case.stay_number, regime_on(case, fact.on), number))


def found(case: Case, fact: Fact, event: CardFound) -> None:
    """A lost card turns up: it counts again, or goes back if it has lapsed meanwhile (RET-4, RET-7)."""
    card = next((c for c in case.cards if c.number == event.number), None)
    if card is None:
        case.impossible("card-not-issued", fact)
        return
    if card.lost is not None and card.lapsed_on is None and fact.on > valid_through(case, card):
        card.lapsed_on = add_days(valid_through(case, card), 1)
    owed = card.lapsed_on is not None and card.returned is None
    if owed and card.lapse is None and card.lost is not None:
        card.lapse = Lapse(RET_4 if case.died is None else RET_7, fact, fact.on, fact.on)
    for loss in case.losses:
        if loss.number == card.number and loss.found_on is None and card.lapsed_on is None:
            loss.found_on = fact.on
    card.lost = None


def returned(case: Case, fact: Fact, event: CardReturned) -> None:
    """A card is given back."""
    card = next((c for c in case.cards if c.number == event.number), None)
    if card is None:
        case.impossible("card-not-issued", fact)
        return
    card.returned = card.returned or fact
