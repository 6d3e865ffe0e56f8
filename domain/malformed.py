"""What is wrong with an event in itself, though its types allow it: it is not recorded, whatever the reason.

The rules are on recording alone: what earlier versions recorded is read whatever it holds.
"""

from collections.abc import Iterator

from domain.events import CaseEvent, EventCorrected
from domain.events.days import unmeant_days
from domain.events.text import unmeant_texts
from domain.events.types import Malformed


def malformed(event: CaseEvent) -> Iterator[Malformed]:
    """Yield what is wrong with an event in itself, or with the replacement that a correction brings."""
    yield from unmeant_days(event)
    yield from unmeant_texts(event)
    if isinstance(event, EventCorrected):
        for inner in malformed(event.replacement):
            yield Malformed(("replacement", *inner.path), inner.why)
