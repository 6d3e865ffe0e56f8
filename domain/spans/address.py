"""The address: lived at from which day on, and notified or not (ICRRA 19-7 to 19-9; N20, N22)."""

from domain.events import (
    AddressNotified,
    AddressProtected,
    AddressProtectionEnded,
    Moved,
    ResidenceLeft,
    Settled,
)
from domain.law.address import ADR_1, ADR_2, ADR_3
from domain.law.municipalities import municipality
from domain.law.versions import CARD_SYSTEM_SINCE
from domain.spans.case import Case
from domain.spans.lawful import regime_on
from domain.spans.parts import Fact, PlaceLived, Settling


def settled(case: Case, fact: Fact, event: Settled) -> None:
    """The first place of residence of a stay; a second one is a move."""
    if case.settled:
        moved(case, fact, event)
        return
    _flag_municipality(case, fact, event)
    _live_at(case, fact, event)
    if (regime := regime_on(case, fact.on)) is not None:
        case.settlings.append(
            Settling(
                fact,
                case.stay_number,
                regime,
                ADR_1 if case.entered_as_resident else ADR_2,
                event.address.municipality_code,
            )
        )


def moved(case: Case, fact: Fact, event: Settled | Moved) -> None:
    """Moving into a new place; into the very place already held, nothing changes (readings N65)."""
    _flag_municipality(case, fact, event)
    if case.places and case.places[-1].address == event.address:
        case.flag("nothing-changed", fact)
        return
    _live_at(case, fact, event)
    if (regime := regime_on(case, fact.on)) is not None:
        code = event.address.municipality_code
        case.settlings.append(Settling(fact, case.stay_number, regime, ADR_3, code))


def _flag_municipality(case: Case, fact: Fact, event: Settled | Moved) -> None:
    """Flag a municipality that was not there on the day (N69); one that never was is an old record."""
    match municipality(event.address.municipality_code, fact.on):
        case "abolished":
            case.flag("municipality-abolished", fact)
        case "not-yet":
            case.flag("municipality-not-yet", fact)
        case _:
            pass


def _live_at(case: Case, fact: Fact, event: Settled | Moved) -> None:
    """Note the place; of the days before the card system it counts as notified (readings N60)."""
    if fact.on < CARD_SYSTEM_SINCE:
        case.address_notices.append(fact)
    case.settled = True
    case.home = event.address.municipality_code
    case.places.append(PlaceLived(fact.on, event.address))


def left(case: Case, fact: Fact, _event: ResidenceLeft) -> None:
    """Leaving the registered place without a new one."""
    case.places.append(PlaceLived(fact.on, None))


def notified(case: Case, fact: Fact, event: AddressNotified) -> None:
    """A notice; without the card presented it leaves every duty open."""
    if event.card_presented:
        case.address_notices.append(fact)


def protected(case: Case, _fact: Fact, _event: AddressProtected) -> None:
    """Others are not to know the address from now on; it changes no duty."""
    case.address_protected = True


def protection_ended(case: Case, fact: Fact, _event: AddressProtectionEnded) -> None:
    """The address may be known again; what was not protected stays as it is."""
    if not case.address_protected:
        case.flag("address-not-protected", fact)
    case.address_protected = False
