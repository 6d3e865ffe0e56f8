"""A clerk's own slip: what may be set right by whoever recorded it, without a supervisor."""

from collections.abc import Sequence
from datetime import date

from adapters.clock import civil_day
from api.scope import Caller
from domain.correction_requests import target
from domain.events import CaseEvent, Change, CorrectionRequested, EventVoided
from domain.history import Recorded


def own_slips(history: Sequence[Recorded], new: Sequence[CaseEvent], caller: Caller, *, today: date) -> bool:
    """Return whether every correction and void among the new events sets right the caller's own slip.

    That is an event which the same person recorded for the same office on the same civil day in Tokyo, and
    on which nothing has been built: what was recorded after it are corrections and voids of the same kind,
    what these took away again, and requests that nobody has decided.
    """
    events = {r.version: r.event for r in history}
    own = {r.version for r in history if _by(caller, r) and civil_day(r.recorded_at) == today}
    for version, event in enumerate(new, len(history) + 1):
        if isinstance(event, Change) and (target(event) not in own or _built_on(target(event), events, own)):
            return False
        events[version] = event
        own.add(version)
    return True


def _by(caller: Caller, recorded: Recorded) -> bool:
    return (recorded.recorded_by, recorded.office) == (caller.person, caller.office)


def _built_on(version: int, events: dict[int, CaseEvent], own: set[int]) -> bool:
    """Whether something that counts was recorded after the version."""
    later = {v: event for v, event in events.items() if v > version}
    voided = {event.voids for event in later.values() if isinstance(event, EventVoided)}
    return any(
        not (
            isinstance(event, CorrectionRequested)
            or (v in own and (isinstance(event, Change) or v in voided))
        )
        for v, event in later.items()
    )
