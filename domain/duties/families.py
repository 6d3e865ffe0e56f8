"""All rule families together: the duties that a case shows."""

from collections.abc import Callable, Iterator

from domain.duties import (
    acquisition,
    address,
    affiliation,
    change,
    extension,
    loss,
    particulars,
    reentry,
    renewal,
    returning,
)
from domain.duties.duty import Duty
from domain.law.extension import EXT
from domain.law.versions import CARD_SYSTEM_SINCE
from domain.spans.case import Case

Families = tuple[Callable[[Case], Iterator[Duty]], ...]

ADDRESS: Families = (address.duties,)
"""The family whose duties are told by the places of `case.settlings`, one by one, whatever else happens."""

OTHERS: Families = (
    particulars.duties,
    loss.duties,
    renewal.duties,
    returning.duties,
    affiliation.duties,
    extension.duties,
    change.duties,
    acquisition.duties,
    reentry.duties,
)

FAMILIES: Families = (*ADDRESS, *OTHERS)
"""The families do not know each other; each reads the case alone."""


def duties(case: Case, families: Families = FAMILIES) -> list[Duty]:
    """Return every duty that the case shows, those ahead of their first day included, in no fixed order."""
    return [duty for family in families for duty in family(case) if _since_the_card_system(duty)]


def _since_the_card_system(duty: Duty) -> bool:
    """Whether a duty began under the card system, or extends a stay that outlasted its first day (N60)."""
    day = duty.raw_due_on if duty.rule == EXT.id else duty.listed_from
    return day is not None and day >= CARD_SYSTEM_SINCE
