"""Requests for corrections in a resident's history: what is asked for, and what has become of it."""

from collections.abc import Iterable, Sequence

from msgspec import Struct, structs

from domain.events import (
    CaseEvent,
    Change,
    CorrectionDecided,
    CorrectionRequested,
    EventCorrected,
    EventVoided,
)
from domain.history import Versioned


class Request(Struct, frozen=True, kw_only=True):
    """One request, named by the version that asked.

    `decided_by` is the version of the decision. `overtaken_by` is the version that corrected or voided the
    same event while the request waited: it rests on what no longer stands and can only be declined.
    """

    version: int
    change: Change
    decided_by: int | None = None
    overtaken_by: int | None = None


def correction_requests(stream: Iterable[Versioned]) -> dict[int, Request]:
    """Return the requests of a stream by version, in the order in which they were asked."""
    found: dict[int, Request] = {}
    for r in stream:
        match r.event:
            case CorrectionRequested(requested=change):
                found[r.version] = Request(version=r.version, change=change)
            case CorrectionDecided(request=version) if version in found:
                found[version] = structs.replace(found[version], decided_by=r.version)
            case EventCorrected() | EventVoided() as change:
                for request in found.values():
                    if request.decided_by is None and target(request.change) == target(change):
                        found[request.version] = structs.replace(request, overtaken_by=r.version)
            case _:
                pass
    return found


def target(change: Change) -> int:
    """Return the version that a correction or void speaks of."""
    return change.corrects if isinstance(change, EventCorrected) else change.voids


def only_declines(events: Sequence[CaseEvent]) -> bool:
    """Whether events do nothing but decline requests, which a file merged into another still takes."""
    return bool(events) and all(isinstance(e, CorrectionDecided) and e.outcome == "declined" for e in events)
