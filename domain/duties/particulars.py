"""Notifying a change of name, date of birth, sex or nationality (ICRRA 19-10; SPRA 11; CHG-1, SPR-2).

To the bureau within fourteen days of the change; for special permanent residents to the municipality.
"""

from collections.abc import Iterator

from domain.duties.duty import Duty
from domain.duties.owing import count, first_notice, owe
from domain.law.provision import InForce, icrra, spra
from domain.spans.case import Case

NOTICE_DAYS = InForce(value=14, under=icrra("19-10(1)", "B:13; B:52", "secondary"))
SPECIAL_PERMANENT_NOTICE_DAYS = InForce(value=14, under=spra("11", "B:35", "secondary"))


def duties(case: Case) -> Iterator[Duty]:
    """Yield a duty for each change that fell into the time of a status with a card or certificate."""
    for change in case.particulars_changes:
        if change.regime is None:
            continue
        special = change.regime == "special-permanent"
        days = SPECIAL_PERMANENT_NOTICE_DAYS if special else NOTICE_DAYS
        place = case.home
        yield owe(
            case,
            "SPR-2" if special else "CHG-1",
            days,
            change.fact,
            change.stay,
            kind="notification",
            desk="municipality" if special else "bureau",
            opens_on=change.fact.on,
            counted=count(case, change.fact.on, days.value, place if special else None),
            settled=first_notice(case.particulars_notices, change.fact.on),
            municipality_code=place,
        )
