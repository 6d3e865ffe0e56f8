"""Renewing a card that does not end with the stay (ICRRA 19-11; SPRA 12; REN-1, REN-2, SPR-4).

Filed from so many months before the card's last day: two, three since 2026-06-14 (N63), six when it ends by
the 16th birthday. The last day for filing rolls; the card itself lapses on the printed day (N52).
"""

from collections.abc import Iterator
from datetime import date

from domain.duties.duty import Duty, Subject
from domain.duties.owing import first_from, in_order, owe
from domain.events.types import Procedure
from domain.law.calendar import fixed_day, months_before
from domain.law.provision import InForce, icrra, spra
from domain.spans.case import Card, Case, Fact

_PROCEDURE: Procedure = "card-renewal"

_NEW_WINDOW = date(2026, 6, 14)

WINDOW_MONTHS = (
    InForce(value=2, under=icrra("19-11(1)", "A:17; B:18", "secondary")),
    InForce(since=_NEW_WINDOW, value=3, under=icrra("19-11(1)", "B:75", "memory-medium")),
)
CHILD_WINDOW_MONTHS = InForce(value=6, under=icrra("19-11(1)", "A:17; B:19", "secondary"))
SPECIAL_PERMANENT_WINDOW_MONTHS = (
    InForce(value=2, under=spra("12(1)", "B:35", "secondary")),
    InForce(since=_NEW_WINDOW, value=3, under=spra("12(1)", "B:75", "memory-medium")),
)
SPECIAL_PERMANENT_CHILD_WINDOW_MONTHS = InForce(value=6, under=spra("12(1)", "B:35", "secondary"))


def duties(case: Case) -> Iterator[Duty]:
    """Yield one duty for each card whose validity has to be renewed."""
    place = case.home
    for number, card in enumerate(case.cards):
        if card.renewal is None or card.regime is None:
            continue
        special = card.regime == "special-permanent"
        rule: str = "SPR-4" if special else card.renewal
        months, opens_on = _window(card)
        yield owe(
            case,
            rule,
            months,
            card.issued,
            card.stay,
            kind="application",
            desk="municipality" if special else "bureau",
            opens_on=max(card.issued.on, opens_on),
            counted=fixed_day(card.valid_until, rolls=True, municipality_code=place if special else None),
            settled=first_from(_answers(case, number), card.issued.on),
            subject=Subject(card_number=card.number, procedure=_PROCEDURE, expires_on=card.valid_until),
            municipality_code=place,
            confirmed=months.under.confirmed,
        )


def _window(card: Card) -> tuple[InForce[int], date]:
    """Return the window of a card and the day on which it opens.

    One that would have opened before the longer window came opens at the latest on that day.
    """
    special, last = card.regime == "special-permanent", card.valid_until
    if card.renewal == "REN-2":
        child = SPECIAL_PERMANENT_CHILD_WINDOW_MONTHS if special else CHILD_WINDOW_MONTHS
        return child, months_before(last, child.value)
    old, new = SPECIAL_PERMANENT_WINDOW_MONTHS if special else WINDOW_MONTHS
    by_the_old = months_before(last, old.value)
    if by_the_old < _NEW_WINDOW:
        return old, by_the_old
    return new, max(months_before(last, new.value), _NEW_WINDOW)


def _answers(case: Case, number: int) -> Iterator[Fact]:
    """Applications to renew that this card did not answer, and every later card of the stay."""
    renewed = case.cards[number]
    for application in case.applications:
        earlier = in_order(application.filed) < in_order(renewed.issued)
        answered = earlier and application.closed_on is not None
        if application.procedure == _PROCEDURE and not answered:
            yield application.filed
    for card in case.cards[number + 1 :]:
        if card.stay == renewed.stay:
            yield card.issued
