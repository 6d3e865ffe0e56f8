"""What is wrong with an event in itself, though its types allow it: it is not recorded, whatever the reason.

The rules are on recording alone: what earlier versions recorded is read whatever it holds.
"""

from collections.abc import Iterator

from domain.events import CaseEvent, CaseOpened, EventCorrected, Moved, ParticularsChanged, Settled
from domain.events.days import malformed_days
from domain.events.text import malformed_texts
from domain.events.types import Malformed
from domain.law.countries import NATIONALITIES
from domain.law.municipalities import known_municipality


def malformed(event: CaseEvent) -> Iterator[Malformed]:
    """Yield what is wrong with an event in itself, or with the replacement that a correction brings."""
    yield from malformed_days(event)
    yield from malformed_texts(event)
    yield from _unknown_codes(event)
    if isinstance(event, EventCorrected):
        for inner in malformed(event.replacement):
            yield Malformed(("replacement", *inner.path), inner.why)


def _unknown_codes(event: CaseEvent) -> Iterator[Malformed]:
    """Yield the codes that have the right shape and name nothing (readings N69)."""
    match event:
        case Settled(address=place) | Moved(address=place):
            if not known_municipality(place.municipality_code):
                yield Malformed(("address", "municipality_code"), "no-such-municipality")
        case CaseOpened(nationality=code) | ParticularsChanged(nationality=str(code)):
            if code not in NATIONALITIES:
                yield Malformed(("nationality",), "no-such-nationality")
        case _:
            pass
