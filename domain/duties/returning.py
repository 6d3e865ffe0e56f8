"""The duty to give a lapsed card back (`domain.law.returning`): each once, under the first cause (N12)."""

from collections.abc import Iterator

from domain.duties.duty import Duty, Subject
from domain.duties.owing import due, owed
from domain.law.calendar import fixed_day
from domain.law.returning import RET_7
from domain.spans.case import Case
from domain.spans.parts import IssuedCard, Lapse


def duties(case: Case) -> Iterator[Duty]:
    """Yield the duty to return each card that lapsed, or will lapse if nothing else happens."""
    for card in case.cards:
        if card.lapse is not None:
            yield _duty(case, card, card.lapse)


def _duty(case: Case, card: IssuedCard, lapse: Lapse) -> Duty:
    """What is owed at once is owed at once as a certificate too (SPR-7); of who died, by a relative."""
    rule, on = lapse.rule.of(card.regime), lapse.counted_from
    at_once = lapse.rule.within is None
    return owed(
        case,
        rule,
        lapse.cause,
        card.stay,
        opens_on=lapse.owed_from,
        counted=fixed_day(on, rolls=False) if at_once else due(case, rule, on),
        settled=card.returned,
        listed_from=lapse.owed_from,
        subject=Subject(card_number=card.number),
        owed_by="relative-or-cohabitant" if lapse.rule is RET_7 else None,
    )
