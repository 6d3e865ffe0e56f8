"""Notifying the address to the mayor (ICRRA 19-7 to 19-9; SPRA 10; ADR-1 to ADR-4, SPR-1).

Within fourteen days:
19-7: after landing, from the day the place of residence was settled.
19-8: after becoming a mid- to long-term resident otherwise, from settling, or from the permission if settled.
19-9: after moving, from the day of moving in.
A notice counts only with the card presented (19-7(3), 19-8(3), 19-9(3)); it settles every earlier duty.
"""

from collections.abc import Iterator, Mapping
from typing import Literal

from domain.duties.duty import Duty
from domain.duties.owing import count, first_notice, owe
from domain.law.provision import InForce, icrra, spra
from domain.spans.case import Case

NOTICE_DAYS: Mapping[Literal["ADR-1", "ADR-2", "ADR-3"], InForce[int]] = {
    "ADR-1": InForce(value=14, under=icrra("19-7(1)", "A:13")),
    "ADR-2": InForce(value=14, under=icrra("19-8(1)", "A:12")),
    "ADR-3": InForce(value=14, under=icrra("19-9(1)", "A:2")),
}

SPECIAL_PERMANENT_NOTICE_DAYS = InForce(value=14, under=spra("10", "A:33"))


def duties(case: Case) -> Iterator[Duty]:
    """Yield a duty for each place settled, moved into, or held when the card system began to apply."""
    for settling in case.settlings:
        special = settling.regime == "special-permanent"
        days = SPECIAL_PERMANENT_NOTICE_DAYS if special else NOTICE_DAYS[settling.rule]
        yield owe(
            case,
            "SPR-1" if special else settling.rule,
            days,
            settling.fact,
            settling.stay,
            kind="notification",
            desk="municipality",
            opens_on=settling.fact.on,
            counted=count(case, settling.fact.on, days.value, settling.municipality_code),
            settled=first_notice(case.address_notices, settling.fact.on),
            municipality_code=settling.municipality_code,
        )
