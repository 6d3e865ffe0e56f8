"""Renewing a card that does not end with the stay (ICRRA 19-11; SPRA 12; REN-1, REN-2, SPR-4).

Filed from two months before the card's last day, from six months when it ends at the 16th birthday.
The last day for filing rolls; the card itself lapses on the printed day (N52).
"""

from collections.abc import Iterator

from domain.events.types import Procedure
from domain.rules.calendar import fixed_day, months_before
from domain.rules.duty import Duty, RuleId, Subject
from domain.rules.owing import first_from, owe, recorded_order
from domain.rules.provision import InForce, icrra, spra
from domain.spans.case import Card, Case, Fact

_PROCEDURE: Procedure = "card-renewal"

WINDOW_MONTHS = InForce(value=2, under=icrra("19-11(1)", "A:17; B:18", "secondary"))
CHILD_WINDOW_MONTHS = InForce(value=6, under=icrra("19-11(1)", "A:17; B:19", "secondary"))
SPECIAL_PERMANENT_WINDOW_MONTHS = InForce(value=2, under=spra("12(1)", "B:35", "secondary"))
SPECIAL_PERMANENT_CHILD_WINDOW_MONTHS = InForce(value=6, under=spra("12(1)", "B:35", "secondary"))


def duties(case: Case) -> Iterator[Duty]:
    """Yield one duty for each card whose validity has to be renewed."""
    place = case.home
    for number, card in enumerate(case.cards):
        if card.renewal is None or card.regime is None:
            continue
        special = card.regime == "special-permanent"
        rule: RuleId = "SPR-4" if special else card.renewal
        months = _window(card)
        yield owe(
            case,
            rule,
            months,
            card.issued,
            card.stay,
            kind="application",
            desk="municipality" if special else "bureau",
            opens_on=max(card.issued.on, months_before(card.valid_until, months.value)),
            counted=fixed_day(card.valid_until, rolls=True, municipality_code=place if special else None),
            settled=first_from(_answers(case, number), card.issued.on),
            subject=Subject(card_number=card.number, procedure=_PROCEDURE, expires_on=card.valid_until),
            municipality_code=place,
        )


def _window(card: Card) -> InForce[int]:
    if card.regime == "special-permanent":
        child = card.renewal == "REN-2"
        return SPECIAL_PERMANENT_CHILD_WINDOW_MONTHS if child else SPECIAL_PERMANENT_WINDOW_MONTHS
    return CHILD_WINDOW_MONTHS if card.renewal == "REN-2" else WINDOW_MONTHS


def _answers(case: Case, number: int) -> Iterator[Fact]:
    """Applications to renew that this card did not answer, and every later card of the stay."""
    renewed = case.cards[number]
    for application in case.applications:
        earlier = recorded_order(application.filed) < recorded_order(renewed.issued)
        answered = earlier and application.closed_on is not None
        if application.procedure == _PROCEDURE and not answered:
            yield application.filed
    for card in case.cards[number + 1 :]:
        if card.stay == renewed.stay:
            yield card.issued
