"""What is wrong with an event in itself, though its types allow it: it is not recorded, whatever the reason.

The rules are on recording alone: what earlier versions recorded is read whatever it holds.
"""

from collections.abc import Iterator

from domain.events import CaseEvent, CaseOpened, Event, Moved, ParticularsChanged, Settled, parts
from domain.events.days import malformed_days
from domain.events.text import malformed_texts
from domain.events.types import Malformed
from domain.law.countries import NATIONALITIES
from domain.law.municipalities import known_municipality


def malformed(event: CaseEvent) -> Iterator[Malformed]:
    """Yield what is wrong with an event in itself, or with those inside it."""
    for path, part in parts(event):
        for found in (*malformed_days(part), *malformed_texts(part), *_unknown_codes(part)):
            yield Malformed((*path, *found.path), found.why) if path else found


def _unknown_codes(event: Event) -> Iterator[Malformed]:
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
