"""The duty to renew a card that does not end with the stay (`domain.law.renewal`): one for each such card."""

from collections.abc import Iterator
from functools import partial

from domain.duties.duty import Duty, Subject
from domain.duties.owing import earlier, first_from, in_order, owed
from domain.events.types import Procedure
from domain.law.calendar import fixed_day, months_before, with_days_of_its_own
from domain.law.renewal import REN_2, window_of
from domain.spans.case import Case
from domain.spans.parts import Fact, IssuedCard

_PROCEDURE: Procedure = "card-renewal"


def duties(case: Case) -> Iterator[Duty]:
    """Yield one duty for each card whose validity has to be renewed."""
    for number, card in enumerate(case.cards):
        if card.renewal is None or card.regime is None:
            continue
        rule = card.renewal.of(card.regime)
        window = window_of(rule, child=card.renewal is REN_2)
        opens_on = window.first_day(partial(months_before, card.valid_until))
        place = with_days_of_its_own(case.home) if rule.desk == "municipality" else None
        yield owed(
            case,
            rule,
            card.issued,
            card.stay,
            opens_on=max(card.issued.on, opens_on),
            counted=fixed_day(card.valid_until, rolls=True, municipality_code=place),
            settled=earlier(first_from(_filed(case, card), card.issued.on), _replaced(case, number)),
            subject=Subject(card_number=card.number, procedure=_PROCEDURE, expires_on=card.valid_until),
            confirmed=window.under(opens_on).confirmed,
        )


def _filed(case: Case, renewed: IssuedCard) -> Iterator[Fact]:
    """Applications to renew that this card did not answer."""
    for application in case.applications:
        earlier = in_order(application.filed) < in_order(renewed.issued)
        answered = earlier and application.closed_on is not None
        if application.procedure == _PROCEDURE and not answered:
            yield application.filed


def _replaced(case: Case, number: int) -> Fact | None:
    """Return the issue of the next card of the stay."""
    stay = case.cards[number].stay
    return next((card.issued for card in case.cards[number + 1 :] if card.stay == stay), None)
