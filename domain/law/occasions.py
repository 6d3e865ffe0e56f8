"""Under which article an event makes a stay, a status, a card or an address what it becomes.

For the transitions of a timeline that a recorded fact brought about; those that time alone brings have the
rule of their clock. Articles that the rulebook does not name (9, 20(3), 21(3), 22-2(3), 25) are from memory.
"""

from collections.abc import Mapping
from typing import NamedTuple

from domain import events as ev


class Occasion(NamedTuple):
    """The rule of the rulebook, where one speaks of it, and the article."""

    rule: str | None
    basis: str


OCCASIONS: Mapping[type[ev.Event], Occasion] = {
    ev.Landed: Occasion(None, "ICRRA art. 9(3)"),
    ev.AcquisitionGroundsArose: Occasion("ACQ-1", "ICRRA art. 22-2(1)"),
    ev.StatusAcquired: Occasion("ACQ-1", "ICRRA art. 22-2(3)"),
    ev.ApplicationFiled: Occasion("EXT-3", "ICRRA art. 20(6), 21(4)"),
    ev.ApplicationClosed: Occasion("EXT-5", "ICRRA art. 20(6), 21(4)"),
    ev.PeriodExtended: Occasion("EXT-7", "ICRRA art. 21(3)"),
    ev.StatusChanged: Occasion("CHS-1", "ICRRA art. 20(3)"),
    ev.PermanentResidenceGranted: Occasion("PRM-1", "ICRRA art. 22(2)"),
    ev.StatusLost: Occasion(None, "ICRRA art. 22-4, 24"),
    ev.CardIssued: Occasion(None, "ICRRA art. 19-3"),
    ev.CardLost: Occasion("LOS-1", "ICRRA art. 19-12(1)"),
    ev.CardDamaged: Occasion("DMG-1", "ICRRA art. 19-13(1)"),
    ev.CardFound: Occasion("RET-4", "ICRRA art. 19-15(3)"),
    ev.CardReturned: Occasion(None, "ICRRA art. 19-15"),
    ev.Settled: Occasion("ADR-1", "ICRRA art. 19-7(1)"),
    ev.Moved: Occasion("ADR-3", "ICRRA art. 19-9(1)"),
    ev.ResidenceLeft: Occasion("ADR-6", "ICRRA art. 22-4(1)"),
    ev.Reentered: Occasion(None, "ICRRA art. 26, 26-2"),
    ev.Died: Occasion("RET-7", "ICRRA art. 19-14(vi)"),
    ev.Naturalised: Occasion("RET-1", "Nationality Act art. 4"),
}
"""By event type; types that change no track have no entry."""

DEPARTURES: Mapping[str, Occasion] = {
    "none": Occasion("RET-3", "ICRRA art. 25"),
    "special": Occasion("RE-3", "ICRRA art. 26-2(1)"),
    "permit": Occasion("RE-1", "ICRRA art. 26(1)"),
}

SPECIAL_PERMANENT: Mapping[type[ev.Event], Occasion] = {
    ev.AcquisitionGroundsArose: Occasion("ACQ-3", "SPRA art. 4(1)"),
    ev.StatusAcquired: Occasion("ACQ-3", "SPRA art. 4, 5"),
}


def occasion(fact: ev.Fact) -> Occasion | None:
    """Return rule and article behind what a fact changes; None for facts that change no track."""
    match fact:
        case ev.Departed(reentry=reentry):
            return DEPARTURES[reentry]
        case (
            ev.AcquisitionGroundsArose(special_permanent=True)
            | ev.StatusAcquired(status="special-permanent-resident")
        ):
            return SPECIAL_PERMANENT[type(fact)]
        case _:
            return OCCASIONS.get(type(fact))
