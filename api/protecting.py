"""By which history an address is protected now: that of the file, or of one that it was merged with."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from functools import partial
from uuid import UUID

from adapters.ports import EventLog, ResidentErased
from adapters.threads import in_thread_if_long
from api.problems import erased
from domain.events import CorrectionRequested, EventCorrected, FilesMerged
from domain.history import Recorded, merged_into, merges, recorded_by
from domain.protection import address_protected


async def protecting_history(log: EventLog, recorded: Sequence[Recorded]) -> Sequence[Recorded] | None:
    """Return the history by which an address is protected: that of the file, or of the one it is merged into.

    None where the address is not protected. `recorded` is all that is recorded in the file by now. A file
    that set right an entry of another, taken out of it since, tells of that one and is protected with it.
    Raises Problem 410.
    """
    try:
        protecting = await _protecting(log, recorded)
    except ResidentErased as gone:
        raise erased(gone.code) from None
    if protecting is not None:
        return protecting
    told_of = await in_thread_if_long(len(recorded), partial(_set_right, recorded))
    return recorded if await protecting_then(log, recorded, told_of) else None


async def protecting_then(
    log: EventLog, recorded: Sequence[Recorded], held: Collection[UUID]
) -> Sequence[Recorded] | None:
    """Return the history by which one of the files is protected that this one held, and holds no longer."""
    now = merges(recorded) if held else {}
    for other in (each for each in held if each not in now):
        with suppress(ResidentErased):  # nothing of that one is told any more
            if (protecting := await _protecting(log, await log.load(other))) is not None:
                return protecting
    return None


async def _protecting(log: EventLog, recorded: Sequence[Recorded]) -> Sequence[Recorded] | None:
    into = merged_into(recorded)
    history = recorded if into is None else await log.load(into)

    def protecting() -> bool:
        return address_protected(history) or (into is not None and address_protected(recorded))

    return history if await in_thread_if_long(len(recorded), protecting) else None


def _set_right(recorded: Sequence[Recorded]) -> list[UUID]:
    """Return the files of which this one corrected entries, or was asked to: those once merged into it."""
    merged: dict[int, UUID] = {}
    found: list[UUID] = []
    for r in recorded:
        event = r.event.requested if isinstance(r.event, CorrectionRequested) else r.event
        match event:
            case FilesMerged(other=other):
                merged[r.version] = other
            case EventCorrected(corrects=version) if recorded_by(version) in merged:
                found.append(merged[recorded_by(version)])
            case _:
                pass
    return found
