"""Under which article an event makes a stay, a status, a card or an address what it becomes.

For the transitions of a timeline that a recorded fact brought about; those that time alone brings have the
rule of their clock. Articles that no rule cites are from memory.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from domain import events as ev
from domain.law.acquisition import ACQ_1, ACQ_3
from domain.law.address import ADR_1, ADR_3, ADR_6
from domain.law.change import CHS_1, PRM_1
from domain.law.extension import EXT_3, EXT_5, EXT_7
from domain.law.loss import DMG_1, LOS_1
from domain.law.reentry import RE_1, RE_3
from domain.law.returning import RET_1, RET_3, RET_4, RET_7
from domain.law.rule import Rule


class Occasion(NamedTuple):
    """The rule of the rulebook, where one speaks of it, and the article, where it is not the rule's own."""

    rule: Rule | None
    article: str | None = None

    def basis(self, on: date) -> str | None:
        """Return the article of a day, as a person writes it."""
        if self.article is None and self.rule is not None:
            return self.rule.under(on).citation
        return self.article


OCCASIONS: Mapping[type[ev.Event], Occasion] = {
    ev.Landed: Occasion(None, "ICRRA art. 9(3)"),
    ev.AcquisitionGroundsArose: Occasion(ACQ_1, "ICRRA art. 22-2(1)"),
    ev.StatusAcquired: Occasion(ACQ_1, "ICRRA art. 22-2(3)"),
    ev.ApplicationFiled: Occasion(EXT_3),
    ev.ApplicationClosed: Occasion(EXT_5),
    ev.PeriodExtended: Occasion(EXT_7),
    ev.StatusChanged: Occasion(CHS_1, "ICRRA art. 20(3)"),
    ev.PermanentResidenceGranted: Occasion(PRM_1, "ICRRA art. 22(2)"),
    ev.StatusLost: Occasion(None, "ICRRA art. 22-4, 24"),
    ev.CardIssued: Occasion(None, "ICRRA art. 19-3"),
    ev.CardLost: Occasion(LOS_1),
    ev.CardDamaged: Occasion(DMG_1),
    ev.CardFound: Occasion(RET_4),
    ev.CardReturned: Occasion(None, "ICRRA art. 19-15"),
    ev.Settled: Occasion(ADR_1),
    ev.Moved: Occasion(ADR_3),
    ev.ResidenceLeft: Occasion(ADR_6),
    ev.Reentered: Occasion(None, "ICRRA art. 26, 26-2"),
    ev.Died: Occasion(RET_7, "ICRRA art. 19-14(vi)"),
    ev.Naturalised: Occasion(RET_1, "Nationality Act art. 4"),
}
"""By event type; types that change no track have no entry."""

DEPARTURES: Mapping[str, Occasion] = {
    "none": Occasion(RET_3, "ICRRA art. 25"),
    "special": Occasion(RE_3, "ICRRA art. 26-2(1)"),
    "permit": Occasion(RE_1, "ICRRA art. 26(1)"),
}

SPECIAL_PERMANENT: Mapping[type[ev.Event], Occasion] = {
    ev.AcquisitionGroundsArose: Occasion(ACQ_3, "SPRA art. 4(1)"),
    ev.StatusAcquired: Occasion(ACQ_3, "SPRA art. 4, 5"),
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
