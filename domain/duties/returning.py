"""Giving a lapsed card back (ICRRA 19-14, 19-15; SPRA 15, 16; RET-1 to RET-7, SPR-7).

Within fourteen days of the lapse; at once at the port on leaving for good, at the counter for a new card.
Each card goes back once, under the first cause (readings N12). The end of the stay does not end the duty.
"""

from collections.abc import Iterator, Mapping

from domain.duties.duty import Duty, OwedBy, Subject
from domain.duties.owing import count, owe
from domain.law.calendar import fixed_day
from domain.law.provision import InForce, icrra, spra
from domain.spans.case import Card, Case, Lapse, LapseRule

RETURN_DAYS: Mapping[LapseRule, InForce[int]] = {
    "RET-1": InForce(value=14, under=icrra("19-15(1)", "A:10; A:11")),
    "RET-2": InForce(value=14, under=icrra("19-15(1)", "A:10; A:11")),
    "RET-3": InForce(value=0, under=icrra("19-15(2)", "A:10; city", "city")),
    "RET-4": InForce(value=14, under=icrra("19-15(3)", "A:10; A:11")),
    "RET-5": InForce(value=14, under=icrra("19-15(1)", "A:10; A:11")),
    "RET-6": InForce(value=0, under=icrra("19-15(2)", "A:10", "secondary")),
    "RET-7": InForce(value=14, under=icrra("19-15(4)", "A:10; A:11")),
}
"""Days from the lapse, or from finding the card; zero is at once."""

SPECIAL_PERMANENT_ARTICLES = InForce(value=14, under=spra("15, 16", "A:63", "memory-high"))
"""SPR-7: the same days as for residence cards."""


def duties(case: Case) -> Iterator[Duty]:
    """Yield the duty to return each card that lapsed, or will lapse if nothing else happens."""
    for card in case.cards:
        if card.lapse is not None:
            yield _duty(case, card, card.lapse)


def _duty(case: Case, card: Card, lapse: Lapse) -> Duty:
    special = card.regime == "special-permanent"
    days = RETURN_DAYS[lapse.rule]
    owed_by: OwedBy | None = "relative-or-cohabitant" if case.died is not None else None
    return owe(
        case,
        "SPR-7" if special else lapse.rule,
        SPECIAL_PERMANENT_ARTICLES if special else days,
        lapse.cause,
        card.stay,
        kind="return",
        desk="port" if lapse.rule == "RET-3" and not special else "bureau",
        opens_on=lapse.owed_from,
        counted=fixed_day(lapse.counted_from, rolls=False)
        if lapse.at_once
        else count(case, lapse.counted_from, days.value),
        settled=card.returned,
        survives=True,
        listed_from=lapse.owed_from,
        subject=Subject(card_number=card.number),
        municipality_code=case.home,
        owed_by=owed_by if lapse.rule == "RET-7" else None,
    )
